//! `skyplan serve`: opens everything, says `ready`, and runs until it is told to stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use channels::{Input, Switch};
use community::{Community, SqliteStore, Store};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc::unbounded_channel;

use crate::background::{Background, database};
use crate::board::Board;
use crate::config::{Config, Listen, Transport};
use crate::console;
use crate::descriptors;
use crate::entrances;
use crate::loader::Loaded;
use crate::mail::{Mail, Mailbox};
use crate::media_thread::MediaThread;
use crate::newcomers::Newcomers;
use crate::seldom::Seldom;
use crate::settings;
use crate::signalling::{Signalling, Signals, clocks, drain_on_terminate};
use crate::streams::{Streams, accept};
use crate::udp::{self, UdpSockets};
use crate::worker::{Publisher, Workers};

/// The sockets SIP is taken on.
struct Listeners {
    udp: Vec<(SocketAddr, UdpSocket)>,
    tcp: Vec<(SocketAddr, TcpListener)>,
}

/// Runs the switch of this configuration; `file` is where it was read from, for reloads. Returns when it
/// has been stopped and the last call has ended.
pub fn serve(
    config: Config,
    file: Option<PathBuf>,
    ready: impl FnOnce(&[Listen]),
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(run(config, file, ready))
}

async fn run(
    mut config: Config,
    file: Option<PathBuf>,
    ready: impl FnOnce(&[Listen]),
) -> Result<(), String> {
    settings::make_data(&config.data)?;
    let (skype, notes) =
        settings::read_skype(&config.skype.config).map_err(|faults| faults.to_string())?;
    let idle = file.as_deref().map(|file| settings::idle(file, &config));
    for notes in idle.iter().chain([&notes]) {
        notes.log();
    }
    let ports = config.media_ports();
    descriptors::raise(u64::from(ports.last - ports.first) + 1);
    // Before the database: a switch that runs already is named by its socket.
    let socket = console::bind(&config.control_socket()).map_err(|error| {
        format!(
            "cannot open the console's socket {}: {error}",
            config.control_socket().display()
        )
    })?;
    let mut store =
        SqliteStore::open(&database(&config.data)).map_err(|error| error.to_string())?;
    let tables = store.load().map_err(|error| error.to_string())?;
    let loaded = Loaded::read(&config).map_err(|error| {
        format!(
            "cannot read the dialplan in {}: {error}",
            config.dialplan.path.display()
        )
    })?;
    let accounts = entrances::of_skype(&config.skype.config.display().to_string(), &skype);
    for finding in entrances::closed(&accounts, loaded.live()) {
        tracing::warn!(
            "{}:{}: {}",
            finding.file,
            finding.span.line,
            finding.message
        );
    }
    let listeners = bind(&config).await?;
    let listening = listeners.listen();
    tell_ports(&mut config, &listening);

    let (sender, inbox) = unbounded_channel();
    let mailbox = Mailbox(sender);
    let starting = |error: std::io::Error| format!("cannot start a thread: {error}");
    let workers = Workers::start(
        worker_count(&config),
        &config.sandbox(),
        config.trace.keep(),
        loaded.live(),
        &mailbox,
    )
    .map_err(starting)?;
    let events = mailbox.clone();
    let media = MediaThread::start(move |event| events.input(event)).map_err(starting)?;
    let prompts = config.media.prompts.clone();
    let background =
        Background::start(Box::new(store), prompts, mailbox.clone()).map_err(starting)?;

    let ports = Box::new(media.ports(config.media_address(), ports));
    let told = settings::switch_config(&config, skype, rand::random())?;
    let mut switch = Switch::new(clocks(), told, Community::new(tables), ports);
    switch.handle(clocks(), Input::Generation(Arc::clone(loaded.live())));
    let publisher = workers.publisher();
    let loader = loaded.start(mailbox.clone(), workers.publisher())?;

    let ids = Arc::new(AtomicU64::new(1));
    for (_, listener) in listeners.tcp {
        tokio::spawn(accept(listener, Arc::clone(&ids), mailbox.clone()));
    }
    let traces = workers.traces();
    let board = Board::new(
        mailbox.clone(),
        loader,
        traces,
        publisher,
        config.clone(),
        file,
    );
    let reload = {
        let board = board.clone();
        move || board.reload_in_background()
    };
    match Signals::hear() {
        Ok(heard) => {
            tokio::spawn(drain_on_terminate(heard, mailbox.clone(), reload));
        }
        Err(error) => tracing::error!("signals are not heard: {error}"),
    }
    console::serve(socket, board).map_err(starting)?;

    let mut signalling = Signalling {
        switch,
        udp: UdpSockets::new(listeners.udp),
        newcomers: Newcomers::default(),
        streams: Streams::new(mailbox),
        workers,
        media,
        background,
        inbox,
        answers: Vec::new(),
        tickets: 0,
        refusals: Seldom::default(),
        draining: false,
    };
    signalling.log_in().await;
    ready(&listening);
    signalling.run().await;
    let _ = std::fs::remove_file(config.control_socket());
    Ok(())
}

async fn bind(config: &Config) -> Result<Listeners, String> {
    let mut listeners = Listeners {
        udp: Vec::new(),
        tcp: Vec::new(),
    };
    for listen in config.listen() {
        let hint = |error: std::io::Error| bind_fault(listen, &error);
        match listen.transport {
            Transport::Udp => {
                let socket = udp::bind(listen.address).map_err(hint)?;
                listeners
                    .udp
                    .push((socket.local_addr().map_err(hint)?, socket));
            }
            Transport::Tcp => {
                // The port that UDP was given, where any would do.
                let mut address = listen.address;
                if address.port() == 0
                    && let Some((udp, _)) = listeners
                        .udp
                        .iter()
                        .find(|(udp, _)| udp.ip() == address.ip())
                {
                    address.set_port(udp.port());
                }
                let socket = TcpListener::bind(address).await.map_err(hint)?;
                listeners
                    .tcp
                    .push((socket.local_addr().map_err(hint)?, socket));
            }
        }
    }
    Ok(listeners)
}

fn bind_fault(listen: Listen, error: &std::io::Error) -> String {
    let help = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program has that port; stop it, or write another one into `sip.listen` of skyplan.toml"
        }
        std::io::ErrorKind::AddrNotAvailable => {
            "this machine does not have that address; see `sip.listen`"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need the right to use them; see `sip.listen`"
        }
        _ => "see `sip.listen` in skyplan.toml",
    };
    format!("cannot take SIP on {listen}: {error}\nhelp: {help}")
}

impl Listeners {
    fn listen(&self) -> Vec<Listen> {
        let udp = self
            .udp
            .iter()
            .map(|(address, _)| (Transport::Udp, *address));
        let tcp = self
            .tcp
            .iter()
            .map(|(address, _)| (Transport::Tcp, *address));
        udp.chain(tcp)
            .map(|(transport, address)| Listen { transport, address })
            .collect()
    }
}

/// Puts the ports that port 0 became into the configuration.
fn tell_ports(config: &mut Config, listening: &[Listen]) {
    config.sip.listen = listening
        .iter()
        .map(|listen| toml::Spanned::new(0..0, listen.to_string()))
        .collect();
}

fn worker_count(config: &Config) -> usize {
    match config.dialplan.workers {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        count => count,
    }
}

/// Reads both files again and tells the switch and the scripts; what is wrong, if anything.
pub(crate) fn reconfigure(
    mailbox: &Mailbox,
    workers: &Publisher,
    old: &Config,
    file: Option<&Path>,
) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    let mut config = settings::read_config(file).map_err(|faults| faults.to_string())?;
    let (skype, _) =
        settings::read_skype(&config.skype.config).map_err(|faults| faults.to_string())?;
    // Sockets stay as they are until a restart.
    config.sip.listen.clone_from(&old.sip.listen);
    config.sip.domain.clone_from(&old.sip.domain);
    let told = settings::switch_config(&config, skype, rand::random())?;
    mailbox.put(Mail::Input(Input::Configuration(Box::new(told))));
    workers.govern(&config.sandbox());
    Ok(())
}
