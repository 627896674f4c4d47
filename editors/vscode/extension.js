// Starts `skyplan lsp` and lets VS Code speak with it. All that is known of dialplans is known there.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { serverCommand } = require("./server");

const LANGUAGES = ["skyplan-rhai", "skyplan-conf"];

/** @type {LanguageClient | undefined} */
let client;

async function start() {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const settings = vscode.workspace.getConfiguration("skyplan");
  const server = serverCommand({ path: settings.get("path"), config: settings.get("config") }, folder);
  client = new LanguageClient(
    "skyplan",
    "Skyplan",
    { ...server, options: { cwd: folder } },
    { documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })) },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const change = "Change the setting";
    const answer = await vscode.window.showErrorMessage(`\`${server.command} lsp\` does not start: ${error.message}`, change);
    if (answer === change) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "skyplan.path");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("skyplan.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("skyplan.path") || event.affectsConfiguration("skyplan.config")) {
        await restart();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
