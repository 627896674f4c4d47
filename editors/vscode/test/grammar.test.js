// Lines of both languages, coloured by the grammars as the editor does it.

const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");
const oniguruma = require("vscode-oniguruma");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");

const { contributes } = require("../package.json");

async function grammar(scope) {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)).catch(() => {});
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      const { path } = contributes.grammars.find((known) => known.scopeName === name);
      const file = join(__dirname, "..", path);
      return parseRawGrammar(readFileSync(file, "utf8"), file);
    },
  });
  return registry.loadGrammar(scope);
}

/** The innermost scope of each part of a line that is asked about. */
async function check(scope, line, expected) {
  const { tokens } = (await grammar(scope)).tokenizeLine(line, INITIAL);
  for (const [part, wanted] of Object.entries(expected)) {
    const at = line.indexOf(part);
    const token = tokens.find((token) => token.startIndex <= at && at < token.endIndex);
    assert.ok(token.scopes.at(-1).startsWith(wanted), `${line}: ${part} is ${token.scopes.at(-1)}`);
  }
}

test("Rhai is coloured", async () => {
  const scope = "source.skyplan.rhai";
  await check(scope, 'context "a" { // x', { context: "keyword.control", '"a"': "entity.name.section", "// x": "comment" });
  await check(scope, "Dial(`SIP/${EXTEN}`, 20);", { Dial: "entity.name.function", "SIP/": "string", EXTEN: "variable", 20: "constant.numeric" });
  await check(scope, 'CHANNEL["language"] = 1;', { CHANNEL: "support.function", '"language': "string" });
});

test("extensions.conf is coloured", async () => {
  const scope = "source.skyplan.conf";
  await check(scope, "[internal](!) ; x", { internal: "entity.name.section", "; x": "comment" });
  await check(scope, "exten => _1X,n(go),Dial(SIP/${EXTEN:1},20)", {
    exten: "keyword",
    _1X: "entity.name.section",
    "n(go)": "constant.numeric",
    Dial: "entity.name.function",
    EXTEN: "variable",
  });
  await check(scope, "same => n,Set(a=${CALLERID(num)})", { same: "keyword", Set: "entity.name.function", CALLERID: "support.function" });
});
