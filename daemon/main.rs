//! The `skyplan` program.
#![allow(clippy::print_stdout, clippy::print_stderr)] // it talks to a person

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use skyplan::cli::{Account, Cli, Command, Format, Test, WithPassword};
use skyplan::config::{Config, Listen};
use skyplan::console::AccountAsk;
use skyplan::session::Session;
use skyplan::{
    account, check, console, demo, dialplan_tests, import, log, lsp, replay, serve, settings,
};

/// Scripts have a memory budget; it is kept by counting what they allocate.
#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve { config } => run_switch(config),
        Command::Check { paths, format, fix } => return run_check(paths, format, fix),
        Command::Test(wish) => return run_test(&wish),
        Command::Lsp { config, .. } => return run_lsp(config.as_deref()),
        Command::Import { file, output } => return run_import(&file, output.as_deref()),
        Command::Explain { code } => check::explain(&code),
        Command::Console { command, config } => run_console(command, config.as_deref()),
        Command::Replay {
            capture,
            output,
            report,
        } => replay::replay(&capture, output.as_deref(), report.as_deref()),
        Command::Account { command } => run_account(command),
    };
    match result {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("skyplan: {}", error.trim_end());
            ExitCode::FAILURE
        }
    }
}

fn run_switch(config: Option<PathBuf>) -> Result<String, String> {
    let _log = log::start().map_err(|error| format!("no thread for the log: {error}"))?;
    let file = match config {
        Some(file) => file,
        None => {
            demo::prepare()?;
            demo::config_file()
        }
    };
    let config = settings::read_config(&file).map_err(|faults| faults.to_string())?;
    let is_demo = file == demo::config_file();
    let shown = config.clone();
    serve::serve(config, Some(file), move |listening: &[Listen]| {
        if is_demo {
            print(&demo::welcome(&shown, listening));
        }
        let addresses: Vec<String> = listening.iter().map(Listen::to_string).collect();
        print(&format!("ready {}\n", addresses.join(" ")));
    })
    .map(|()| String::new())
}

fn run_check(paths: Vec<PathBuf>, format: Format, fix: bool) -> ExitCode {
    let paths = if paths.is_empty() {
        check::default_paths()
    } else {
        paths
    };
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skyplan: there is no {}", missing.display());
        return ExitCode::from(2);
    }
    let color = format == Format::Human && std::io::stdout().is_terminal();
    let mut report = check::check(&paths, color);
    if fix {
        let mended;
        (mended, report) = check::mend(&paths, report, color);
        for line in mended {
            match format {
                Format::Human => print(&format!("{line}\n")),
                Format::Json => eprintln!("{line}"),
            }
        }
    }
    for finding in &report.findings {
        match format {
            Format::Human => print(&finding.human),
            Format::Json => print(&format!("{}\n", finding.json)),
        }
    }
    if format == Format::Human {
        let errors = report
            .findings
            .iter()
            .filter(|finding| finding.error)
            .count();
        let warnings = report.findings.len() - errors;
        print(&format!(
            "{} checked: {}, {}\n",
            counted(report.files, "file"),
            counted(errors, "error"),
            counted(warnings, "warning")
        ));
    }
    if report.has_errors() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn run_import(file: &Path, output: Option<&Path>) -> ExitCode {
    match import::run(file, output, std::io::stderr().is_terminal()) {
        Ok(report) => {
            print(&report.text.unwrap_or_default());
            eprint!("{}", report.notes);
            ExitCode::from(u8::from(report.left_out))
        }
        Err(error) => {
            eprintln!("skyplan: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_test(wish: &Test) -> ExitCode {
    let paths = if wish.paths.is_empty() {
        check::default_paths()
    } else {
        wish.paths.clone()
    };
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skyplan: there is no {}", missing.display());
        return ExitCode::from(2);
    }
    let color = wish.format == Format::Human && std::io::stdout().is_terminal();
    match dialplan_tests::test(wish, &paths, color) {
        Ok(report) => {
            print(&report.lines.concat());
            ExitCode::from(u8::from(report.failed))
        }
        Err(error) => {
            eprintln!("skyplan: {}", error.trim_end());
            ExitCode::from(2)
        }
    }
}

fn run_lsp(config: Option<&Path>) -> ExitCode {
    // Standard output belongs to the editor; the log goes to standard error.
    let _log = log::start();
    if let Some(missing) = config.filter(|file| !file.is_file()) {
        eprintln!("skyplan: there is no {}", missing.display());
        return ExitCode::from(2);
    }
    ExitCode::from(lsp::serve(config))
}

/// `1 file`, `2 files`.
fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn run_console(command: Option<String>, config: Option<&Path>) -> Result<String, String> {
    let session = Session::new(console::socket_of(config)?);
    match command {
        Some(command) => session.command(&command).map(with_line_end),
        None => session.run(),
    }
}

fn run_account(command: Account) -> Result<String, String> {
    let (config, ask) = match command {
        Account::Add(WithPassword {
            name,
            password_file,
            config,
        }) => {
            let password = account::password(password_file.as_deref())?;
            (config, AccountAsk::Add { name, password })
        }
        Account::Passwd(WithPassword {
            name,
            password_file,
            config,
        }) => {
            let password = account::password(password_file.as_deref())?;
            (config, AccountAsk::Passwd { name, password })
        }
        Account::Remove { name, config } => (config, AccountAsk::Remove { name }),
        Account::List { config } => (config, AccountAsk::List),
    };
    account::account(&config_or_demo(config)?, ask).map(with_line_end)
}

/// The configuration given, the demo's if it was ever run here, or the defaults.
fn config_or_demo(file: Option<PathBuf>) -> Result<Config, String> {
    let file = file.unwrap_or_else(demo::config_file);
    if file == demo::config_file() && !file.exists() {
        return Ok(Config::default());
    }
    settings::read_config(&file).map_err(|faults| faults.to_string())
}

fn with_line_end(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// A reader that has gone away (`| head`) is no error.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
