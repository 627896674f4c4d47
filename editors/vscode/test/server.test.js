// The command that the extension starts, spoken with as the editor's own library does.

const assert = require("node:assert");
const { spawn } = require("node:child_process");
const { mkdtempSync, writeFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { test } = require("node:test");
const { pathToFileURL } = require("node:url");
const rpc = require("vscode-jsonrpc/node");
const { serverCommand } = require("../server");

const program = resolve(process.env.SKYPLAN || "../../target/debug/skyplan");

test("settings become a command line", () => {
  assert.deepStrictEqual(serverCommand({}, undefined), { command: "skyplan", args: ["lsp"] });
  assert.deepStrictEqual(serverCommand({ path: "${workspaceFolder}/x", config: "${workspaceFolder}/skyplan.toml" }, "/w"), {
    command: "/w/x",
    args: ["lsp", "--config", "/w/skyplan.toml"],
  });
});

test("a mistake is found and gone when it is mended", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "skyplan-"));
  const file = join(folder, "a.rhai");
  const text = 'context "a" { extension "1" => { Awnser(); } }\n';
  writeFileSync(file, text);
  const { command, args } = serverCommand({ path: program }, folder);
  const server = spawn(command, args, { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise((done) => server.on("exit", done));
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  try {
    const uri = pathToFileURL(file).href;
    let heard;
    connection.onNotification("textDocument/publishDiagnostics", (params) => heard?.(params));
    const found = (codes) =>
      new Promise((done) => {
        heard = (params) => {
          const here = params.diagnostics.map((finding) => finding.code);
          if (params.uri === uri && String(here) === String(codes)) done(params.diagnostics);
        };
      });
    connection.listen();
    const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "test" }];
    const { capabilities } = await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
    });
    assert.strictEqual(capabilities.textDocumentSync.change, 2);
    const broken = found(["E0201"]);
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "skyplan-rhai", version: 1, text },
    });
    const [finding] = await broken;
    assert.deepStrictEqual(finding.range.start, { line: 0, character: text.indexOf("Awnser") });
    const mended = found([]);
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: finding.range, text: "Answer" }],
    });
    await mended;
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    assert.strictEqual(await ended, 0);
  } finally {
    connection.dispose();
    server.kill();
    rmSync(folder, { recursive: true });
  }
});
