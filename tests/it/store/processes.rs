//! Other processes that a test needs: this binary again, running that test alone, in the role that it is told.

use std::{
    io::{BufRead as _, BufReader, Lines, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
};

use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

use super::{a_challenge, a_flow, dbs::TestDb};

const ROLE: &str = "LATCHKEY_TEST_ROLE";

/// The database that this process was started to work on, if a test started it.
pub fn role() -> Option<TestDb> {
    std::env::var(ROLE).ok().map(TestDb::at)
}

/// What runs the test called `name` in a process that works on the database at `url`.
pub fn again(name: &str, url: &str) -> Vec<String> {
    let binary = std::env::current_exe().unwrap().display().to_string();
    let env = format!("{ROLE}={url}");
    ["env", &env, &binary, "--exact", name, "--nocapture"].map(str::to_owned).to_vec()
}

/// Such a process. Killed when dropped.
pub struct Other {
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Other {
    /// Starts `words`.
    pub fn start(words: &[String]) -> Self {
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        let (input, out) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, input, lines: BufReader::new(out).lines() }
    }

    /// The rest of the next line that begins with `word`; `None` when the process ended before.
    pub fn hear(&mut self, word: &str) -> Option<String> {
        let mut lines = self.lines.by_ref().map_while(Result::ok);
        lines.find_map(|line| line.strip_prefix(word).map(|rest| rest.trim().to_owned()))
    }

    /// Tells it something.
    pub fn tell(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Lets it end by itself: its input ends.
    pub fn end(mut self) {
        drop(self.input.take());
        assert!(self.child.wait().unwrap().success());
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Says something to the test that started this process. The test runner writes on the same line before.
pub fn say(line: &str) {
    println!("\n{line}");
}

/// 25 right answers at once, when `go` returns; says how many passed.
async fn answer(db: &TestDb, challenge: Uuid, go: impl FnOnce()) -> usize {
    let store = db.open().await;
    let gate = Arc::new(Barrier::new(26));
    let mut tasks = JoinSet::new();
    for _ in 0..25 {
        let (store, gate) = (store.clone(), Arc::clone(&gate));
        tasks.spawn(async move {
            gate.wait().await;
            let mut tx = store.begin().await.unwrap();
            let used = tx.use_challenge(challenge, store.now()).await.unwrap();
            tx.commit().await.unwrap();
            used
        });
    }
    go();
    gate.wait().await;
    let passed = tasks.join_all().await.into_iter().filter(|used| *used).count();
    store.close().await;
    passed
}

async fn r16_two_processes(db: TestDb, name: &str) {
    if let Some(db) = role() {
        let mut lines = std::io::stdin().lines().map_while(Result::ok);
        while let Some(challenge) = lines.next() {
            let passed = answer(&db, challenge.parse().unwrap(), || {
                say("ready");
                assert_eq!(lines.next().as_deref(), Some("go"));
            });
            say(&format!("passed {}", passed.await));
        }
        return;
    }
    let store = db.open().await;
    let mut other = Other::start(&again(name, &db.url));
    for round in 0..20 {
        let (flow, _) = a_flow(&store, "alice").await;
        let challenge = a_challenge(&store, flow, "012345").await;
        other.tell(&challenge.to_string());
        let here = answer(&db, challenge, || {
            other.hear("ready").expect("the other process is there");
            other.tell("go");
        });
        let here = here.await;
        let there: usize = other.hear("passed").unwrap().parse().unwrap();
        assert_eq!(here + there, 1, "round {round}: {here} here and {there} there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r16_two_processes_give_one_success_sqlite() {
    let name = "store::processes::r16_two_processes_give_one_success_sqlite";
    r16_two_processes(TestDb::sqlite(), name).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r16_two_processes_give_one_success_postgres() {
    let name = "store::processes::r16_two_processes_give_one_success_postgres";
    let db = role().unwrap_or_else(TestDb::postgres);
    r16_two_processes(db, name).await;
}
