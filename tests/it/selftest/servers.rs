use std::{collections::BTreeSet, net::Ipv4Addr, process::Command, time::Duration};

use rustix::process::Signal;

use crate::harness::{bed, new_address, new_dir, process::Server};

#[test]
fn each_database_is_empty_and_its_own() {
    let postgres = bed().postgres();
    let (one, two) = (postgres.database(), postgres.database());
    postgres.query(&one, "create table t (n int); insert into t values (42)");
    assert_eq!(postgres.query(&one, "select n from t"), "42");
    assert_eq!(postgres.query(&two, "select count(*) from pg_tables where schemaname = 'public'"), "0");
    assert_eq!(postgres.query(&one, "show fsync"), "on");
}

#[tokio::test]
async fn the_product_s_driver_reaches_postgresql() {
    use sqlx::Connection as _;
    crate::harness::init();
    let mut connection = sqlx::PgConnection::connect(&bed().postgres().database()).await.unwrap();
    let (one,): (i32,) = sqlx::query_as("select 1").fetch_one(&mut connection).await.unwrap();
    assert_eq!(one, 1);
}

#[test]
fn a_server_outlives_the_thread_that_started_it_and_ends_when_dropped() {
    let log = new_dir("sleep").join("log");
    let start = move || Server::start("sleep", Command::new("sleep").arg("300"), &log, Signal::KILL);
    let server = std::thread::spawn(start).join().unwrap();
    std::thread::sleep(Duration::from_millis(100));
    assert!(server.is_running());
    let proc = format!("/proc/{}", server.pid());
    drop(server);
    assert!(!std::path::Path::new(&proc).exists());
}

#[test]
fn no_address_comes_twice() {
    let addresses: BTreeSet<String> = (0..1000).map(|_| new_address()).collect();
    assert_eq!(addresses.len(), 1000);
    assert!(addresses.iter().all(|ip| ip.parse::<Ipv4Addr>().unwrap().is_loopback()));
}
