//! The command line: one declaration for the parser, `skyplan help` and the man page.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A telephone switch whose dialplans are Rhai scripts.
#[derive(Debug, Parser)]
#[command(name = "skyplan", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the switch; without a configuration, the demo on loopback.
    Serve {
        /// Its skyplan.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Find mistakes in dialplans and configuration, without a call.
    Check {
        /// Files and folders; by default what ./skyplan.toml names, or ./dialplans.
        paths: Vec<PathBuf>,
        /// For people or for programs.
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
        /// Write the fixes that can hardly be wrong into the dialplan's files, and check again.
        #[arg(long)]
        fix: bool,
    },
    /// Run the tests of dialplans, on a virtual clock with simulated telephones.
    Test(Test),
    /// Serve an editor as a language server, on standard input and output.
    Lsp {
        /// The skyplan.toml of the dialplan; by default found in and above the editor's folder.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Standard input and output, which is all there is; some editors insist on saying it.
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Turn an extensions.conf into a Rhai dialplan; what could not be translated is named.
    Import {
        /// The extensions.conf, which may include others of its folder.
        file: PathBuf,
        /// Where the Rhai file goes; by default standard output. What stays in extensions.conf goes beside it.
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say what a diagnostic's code means.
    Explain {
        /// Such as E0312.
        code: String,
    },
    /// Use the console of the running switch.
    Console {
        /// One command, without a prompt.
        #[arg(short = 'x', value_name = "COMMAND")]
        command: Option<String>,
        /// The skyplan.toml of the switch; by default the demo's.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Play the RTP of a capture through the jitter buffer, in virtual time.
    Replay {
        /// pcap or pcapng.
        capture: PathBuf,
        /// Where the audio goes.
        #[arg(short, value_name = "OUT.wav")]
        output: Option<PathBuf>,
        /// Where the figures go.
        #[arg(long, value_name = "OUT.json")]
        report: Option<PathBuf>,
    },
    /// Manage the members of the community, with or without a running switch.
    Account {
        /// What.
        #[command(subcommand)]
        command: Account,
    },
}

/// Which tests to run, and how.
#[derive(Debug, Args)]
pub struct Test {
    /// Files and folders; by default what ./skyplan.toml names, or ./dialplans.
    pub paths: Vec<PathBuf>,
    /// For people or for programs.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Only tests whose name or file contains this.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Where random numbers begin.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Say which extensions and lines never ran.
    #[arg(long)]
    pub coverage: bool,
    /// Run no tests, but a call that was kept (`dialplan export trace`), and say what it does differently.
    #[arg(long, value_name = "TRACE", conflicts_with_all = ["filter", "coverage", "from_trace"])]
    pub replay: Option<PathBuf>,
    /// Run no tests, but make one of a call that was kept.
    #[arg(long, value_name = "TRACE", conflicts_with_all = ["filter", "coverage"])]
    pub from_trace: Option<PathBuf>,
    /// Where the test goes; a file that is there gets it behind what it has.
    #[arg(short, value_name = "FILE.test.rhai", requires = "from_trace")]
    pub output: Option<PathBuf>,
}

/// What can be done with members.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Add a member.
    Add(WithPassword),
    /// Change a member's password.
    Passwd(WithPassword),
    /// Remove a member, with buddies and chats.
    Remove {
        /// The Skype name.
        name: String,
        /// The skyplan.toml of the switch; by default the demo's.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// List all members.
    List {
        /// The skyplan.toml of the switch; by default the demo's.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// A member and where the password comes from.
#[derive(Debug, Args)]
pub struct WithPassword {
    /// The Skype name.
    pub name: String,
    /// A file with the password in its first line; `-` (and nothing) is standard input.
    #[arg(long, value_name = "FILE|-")]
    pub password_file: Option<PathBuf>,
    /// The skyplan.toml of the switch; by default the demo's.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With source lines.
    Human,
    /// One JSON object a line.
    Json,
}
