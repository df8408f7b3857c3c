//! A private PostgreSQL cluster with its durability on, and a database for each test.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::Signal;

use super::{new_dir, number, process, process::Server};

/// PostgreSQL refuses to run as root; Debian's package makes this user for it.
const USER: &str = "postgres";

/// A running cluster.
pub struct Postgres {
    /// Everything that it writes is in here.
    pub dir: PathBuf,
    port: u16,
    bin: PathBuf,
    server: Server,
}

impl Postgres {
    /// Makes a cluster, starts it and waits until it answers.
    pub fn start() -> Self {
        let (bin, dir) = (bin(), new_dir("postgres"));
        if process::is_root() {
            process::run(Command::new("chown").arg(USER).arg(&dir));
        }
        let data = dir.join("data");
        let mut initdb = Command::new("setpriv");
        if process::is_root() {
            initdb.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups"]);
        }
        initdb.arg("--").arg(bin.join("initdb")).arg("-D").arg(&data);
        initdb.args(["--username=latchkey", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        process::run(initdb.current_dir("/"));
        let port = free_port();
        let mut command = Command::new(bin.join("postgres"));
        command.current_dir("/").arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "dynamic_shared_memory_type=mmap",
        ] {
            command.args(["-c", setting]);
        }
        let log = dir.with_extension("log");
        // QUIT ends it at once and leaves no shared memory behind.
        let server = Server::start_as("postgres", Some(USER), &command, &log, Signal::QUIT);
        let postgres = Self { dir, port, bin, server };
        postgres.server.wait_ready(&log, || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
                && process::output(&mut postgres.psql("postgres", "select 1")).status.success()
        });
        postgres
    }

    /// The URL of a new empty database.
    pub fn database(&self) -> String {
        let name = format!("t{}", number());
        process::run(&mut self.psql("postgres", &format!("create database {name}")));
        self.url(&name)
    }

    /// The URL of a database.
    pub fn url(&self, name: &str) -> String {
        format!("postgres://latchkey@127.0.0.1:{}/{name}?sslmode=disable", self.port)
    }

    /// What `psql` prints for one statement on the database of `url`.
    pub fn query(&self, url: &str, sql: &str) -> String {
        let name = url.rsplit('/').next().and_then(|n| n.split('?').next()).expect("a database in the URL");
        String::from_utf8(process::run(&mut self.psql(name, sql)).stdout).expect("UTF-8").trim_end().to_owned()
    }

    /// A database as `pg_dump` writes it.
    pub fn dump(&self, url: &str) -> Vec<u8> {
        process::run(Command::new(self.bin.join("pg_dump")).current_dir("/").args(["-d", url])).stdout
    }

    /// Freezes the server that accepts connections; those that are open go on.
    pub fn freeze(&self) {
        self.server.freeze();
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.server.thaw();
    }

    fn psql(&self, database: &str, sql: &str) -> Command {
        let mut command = Command::new(self.bin.join("psql"));
        command.current_dir("/").args(["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]);
        command.args(["-p", &self.port.to_string(), "-U", "latchkey", "-d", database, "-c", sql]);
        command
    }
}

/// The newest installed version's programs.
fn bin() -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed")
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin): &(u32, PathBuf)| Path::new(bin).join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().expect("PostgreSQL's server is installed").1
}

/// A port that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).expect("a free port").port()
}
