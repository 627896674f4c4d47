// How the language server is started: from the settings to a command line. Apart from the editor, so that a test can
// start the same command.

/**
 * @param {{ path?: string, config?: string }} settings of `skyplan.*`
 * @param {string | undefined} folder that `${workspaceFolder}` stands for
 * @returns {{ command: string, args: string[] }}
 */
function serverCommand(settings, folder) {
  const filled = (text) => (text || "").replaceAll("${workspaceFolder}", folder || ".");
  const args = ["lsp"];
  const config = filled(settings.config);
  if (config) {
    args.push("--config", config);
  }
  return { command: filled(settings.path) || "skyplan", args };
}

module.exports = { serverCommand };
