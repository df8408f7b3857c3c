//! Child processes that end with this one, however it ends: the kernel signals them (`PR_SET_PDEATHSIG`).
//!
//! That signal comes when the *thread* that started the child ends, and each test has a thread of its own; so one
//! thread that lives as long as the process starts them all.

use std::{
    fs::File,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{Mutex, OnceLock, mpsc},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

use super::wait_for;

type Order = (Command, mpsc::Sender<std::io::Result<Child>>);

/// A server process; killed and reaped when dropped.
pub struct Server {
    name: String,
    child: Mutex<Child>,
    pid: Pid,
    ending: Signal,
}

impl Server {
    /// Starts `command` with its output in the file `log`. `ending` is the signal that it gets when this process
    /// ends, or when it is dropped.
    pub fn start(name: &str, command: &Command, log: &Path, ending: Signal) -> Self {
        Self::start_as(name, None, command, log, ending)
    }

    /// The same as another user of the machine, where this process is root.
    pub fn start_as(name: &str, user: Option<&str>, command: &Command, log: &Path, ending: Signal) -> Self {
        let signal = match ending {
            Signal::TERM => "TERM",
            Signal::INT => "INT",
            Signal::QUIT => "QUIT",
            _ => "KILL",
        };
        let mut wrapped = Command::new("setpriv");
        wrapped.args(["--pdeathsig", signal]);
        if let Some(user) = user.filter(|_| is_root()) {
            wrapped.args([&format!("--reuid={user}"), &format!("--regid={user}"), "--clear-groups"]);
        }
        wrapped.arg("--").arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => wrapped.env(key, value),
                None => wrapped.env_remove(key),
            };
        }
        if let Some(dir) = command.get_current_dir() {
            wrapped.current_dir(dir);
        }
        let out = File::create(log).expect("a log file can be made");
        let err = out.try_clone().expect("a second handle");
        wrapped.stdin(Stdio::null()).stdout(out).stderr(err);
        let child = start_on_keeper(wrapped).unwrap_or_else(|e| panic!("{name} can not be started: {e}"));
        let pid = Pid::from_child(&child);
        Self { name: name.to_owned(), child: Mutex::new(child), pid, ending }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Whether it still runs.
    pub fn is_running(&self) -> bool {
        self.child.lock().expect("lock").try_wait().expect("wait").is_none()
    }

    /// Freezes it: its sockets stay open and nothing answers. Returns when it stands still.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
        let stat = format!("/proc/{}/stat", self.pid());
        wait_for("the server stands still", Duration::from_secs(5), || {
            let text = std::fs::read_to_string(&stat).ok()?;
            text.rsplit(')').next()?.trim_start().starts_with('T').then_some(())
        });
    }

    /// Lets it go on after [`Server::freeze`].
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    /// Ends it with `signal` and waits until it is gone.
    pub fn end(&self, signal: Signal) {
        if self.is_running() {
            self.signal(signal);
            self.signal(Signal::CONT);
            let mut child = self.child.lock().expect("lock");
            wait_for(&format!("{} ends", self.name), Duration::from_secs(20), || child.try_wait().expect("wait"));
        }
    }

    /// Waits until `ready`; fails at once, with the end of the log, when the server dies.
    pub fn wait_ready(&self, log: &Path, mut ready: impl FnMut() -> bool) {
        wait_for(&format!("{} is ready", self.name), Duration::from_secs(60), || {
            let text = || std::fs::read_to_string(log).unwrap_or_default();
            assert!(self.is_running(), "{} died: {}", self.name, text());
            ready().then_some(())
        });
    }

    fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap_or_else(|e| panic!("{} can not be signalled: {e}", self.name));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.is_running() {
            self.end(self.ending);
        }
    }
}

/// Whether this process is root.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs a command to its end; fails with its output when it fails.
pub fn run(command: &mut Command) -> Output {
    let output = output(command);
    assert!(
        output.status.success(),
        "{:?} failed: {}{}",
        command.get_program(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs a command to its end, whatever that is.
pub fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|e| panic!("{:?} can not be started: {e}", command.get_program()))
}

/// Runs a command with `input` on its standard input.
pub fn output_with(command: &mut Command, input: &[u8]) -> Output {
    use std::io::Write as _;
    let name = format!("{:?}", command.get_program());
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{name} can not be started: {e}"));
    // A command that refuses may close its input early; its output tells why.
    drop(child.stdin.take().expect("stdin").write_all(input));
    child.wait_with_output().expect("output")
}

fn start_on_keeper(command: Command) -> std::io::Result<Child> {
    static KEEPER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();
    let keeper = KEEPER.get_or_init(|| {
        let (orders, inbox) = mpsc::channel::<Order>();
        std::thread::Builder::new()
            .name("keeper".into())
            .spawn(move || {
                for (mut command, answer) in inbox {
                    drop(answer.send(command.spawn()));
                }
            })
            .expect("a thread can be started");
        orders
    });
    let (answer, child) = mpsc::channel();
    keeper.send((command, answer)).expect("the keeper lives");
    child.recv().expect("the keeper answers")
}
