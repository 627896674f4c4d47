//! `skyplan serve`: opens everything, says `ready`, and runs until it is told to stop.

use std::net::SocketAddr;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use channels::{Input, Switch};
use community::config::SkypeConfig;
use community::{Community, SqliteStore, Store, Tables};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc::unbounded_channel;

use crate::background::{Background, database};
use crate::board::Board;
use crate::config::{Config, Listen, Transport};
use crate::console;
use crate::descriptors;
use crate::entrances;
use crate::loader::Loaded;
use crate::mail::Mailbox;
use crate::media_thread::MediaThread;
use crate::newcomers::Newcomers;
use crate::seldom::Seldom;
use crate::settings;
use crate::signalling::{Signalling, Signals, clocks, drain_on_terminate};
use crate::streams::{Streams, accept};
use crate::udp::{self, UdpSockets};
use crate::worker::Workers;

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
    config: Config,
    file: Option<PathBuf>,
    ready: impl FnOnce(&[Listen]),
) -> Result<(), String> {
    let opened = Opened::open(config, file.as_deref()).await?;
    let (listening, socket) = (opened.listening.clone(), opened.config.control_socket());
    let mut signalling = opened.start(file)?;
    signalling.log_in().await;
    ready(&listening);
    signalling.run().await;
    let _ = std::fs::remove_file(socket);
    Ok(())
}

/// What was read and bound. Whatever is wrong with the files and the machine shows before a thread starts.
struct Opened {
    config: Config,
    skype: SkypeConfig,
    socket: UnixListener,
    store: SqliteStore,
    tables: Tables,
    loaded: Loaded,
    listeners: Listeners,
    listening: Vec<Listen>,
}

impl Opened {
    async fn open(mut config: Config, file: Option<&Path>) -> Result<Self, String> {
        settings::make_data(&config.data)?;
        let (skype, notes) =
            settings::read_skype(&config.skype.config).map_err(|faults| faults.to_string())?;
        let idle = file.map(|file| settings::idle(file, &config));
        for notes in idle.iter().chain([&notes]) {
            notes.log();
        }
        let ports = config.media_ports();
        descriptors::raise(u64::from(ports.last - ports.first) + 1);
        // Before the database: a switch that runs already is named by its socket.
        let socket = console::bind(&config.control_socket()).map_err(|error| {
            let path = config.control_socket();
            let path = path.display();
            format!("cannot open the console's socket {path}: {error}")
        })?;
        let mut store =
            SqliteStore::open(&database(&config.data)).map_err(|error| error.to_string())?;
        let tables = store.load().map_err(|error| error.to_string())?;
        let loaded = Loaded::read(&config).map_err(|error| {
            let path = config.dialplan.path.display();
            format!("cannot read the dialplan in {path}: {error}")
        })?;
        warn_of_closed_entrances(&config, &skype, &loaded);
        let listeners = bind(&config).await?;
        let listening = listeners.listen();
        tell_ports(&mut config, &listening);
        Ok(Self {
            config,
            skype,
            socket,
            store,
            tables,
            loaded,
            listeners,
            listening,
        })
    }

    /// Starts the threads; what is left for this one is signalling.
    fn start(self, file: Option<PathBuf>) -> Result<Signalling, String> {
        let starting = |error: std::io::Error| format!("cannot start a thread: {error}");
        let config = self.config;
        let (sender, inbox) = unbounded_channel();
        let mailbox = Mailbox(sender);
        let workers = Workers::start(
            worker_count(&config),
            &config.sandbox(),
            config.trace.keep(),
            self.loaded.live(),
            &mailbox,
        )
        .map_err(starting)?;
        let events = mailbox.clone();
        let media = MediaThread::start(move |event| events.input(event)).map_err(starting)?;
        let prompts = config.media.prompts.clone();
        let background =
            Background::start(Box::new(self.store), prompts, mailbox.clone()).map_err(starting)?;

        let ports = Box::new(media.ports(config.media_address(), config.media_ports()));
        let told = settings::switch_config(&config, self.skype, rand::random())?;
        let mut switch = Switch::new(clocks(), told, Community::new(self.tables), ports);
        switch.handle(clocks(), Input::Generation(Arc::clone(self.loaded.live())));
        let loader = self.loaded.start(mailbox.clone(), workers.publisher())?;
        let board = Board::new(
            mailbox.clone(),
            loader,
            workers.traces(),
            workers.publisher(),
            config,
            file,
        );
        let ids = Arc::new(AtomicU64::new(1));
        for (_, listener) in self.listeners.tcp {
            tokio::spawn(accept(listener, Arc::clone(&ids), mailbox.clone()));
        }
        hear_signals(&mailbox, &board);
        console::serve(self.socket, board).map_err(starting)?;
        Ok(Signalling {
            switch,
            udp: UdpSockets::new(self.listeners.udp),
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
        })
    }
}

/// Accounts whose calls lead nowhere are no reason not to start.
fn warn_of_closed_entrances(config: &Config, skype: &SkypeConfig, loaded: &Loaded) {
    let accounts = entrances::of_skype(&config.skype.config.display().to_string(), skype);
    for finding in entrances::closed(&accounts, loaded.live()) {
        let (file, line) = (&finding.file, finding.span.line);
        tracing::warn!("{file}:{line}: {}", finding.message);
    }
}

/// SIGTERM drains, SIGHUP reloads.
fn hear_signals(mailbox: &Mailbox, board: &Board) {
    let board = board.clone();
    let reload = move || board.reload_in_background();
    match Signals::hear() {
        Ok(heard) => {
            tokio::spawn(drain_on_terminate(heard, mailbox.clone(), reload));
        }
        Err(error) => tracing::error!("signals are not heard: {error}"),
    }
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
