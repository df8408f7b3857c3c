//! An application behind a real nginx that asks by `auth_request`, with the configuration of
//! `docs/enforce-registration.md`.

use std::{fs, process::Command, time::Duration};

use rustix::process::Signal;

use super::{bare_person, machines, policy, register_enough};
use crate::harness::{app::House, http::Client, new_address, new_dir, postgres::free_port, process::Server};

/// The part of the documentation between the marks of nginx, with this test's addresses and names put in.
fn documented(latchkey: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/enforce-registration.md");
    let text = fs::read_to_string(file).unwrap();
    let block = text.split("```nginx\n").nth(1).expect("a block of nginx").split("```").next().unwrap();
    for part in ["https://passwords.contoso.com", "THE-TOKEN", "$remote_user"] {
        assert!(block.contains(part), "{part} in {block}");
    }
    block
        .replace("https://passwords.contoso.com", latchkey)
        .replace("THE-TOKEN", machines::TOKEN)
        .replace("$remote_user", "$http_x_test_user")
}

struct Nginx {
    url: String,
    _server: Server,
}

fn start(house: &House, address: &str, port: u16) -> Nginx {
    let dir = new_dir("nginx");
    let www = dir.join("www");
    fs::create_dir_all(&www).unwrap();
    fs::write(www.join("work.html"), "the application").unwrap();
    let at = dir.display();
    let locations = documented(&house.url);
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {at}/{name};\n"))
        .concat();
    fs::write(
        dir.join("nginx.conf"),
        format!(
            "daemon off;\nmaster_process off;\npid {at}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\
             server {{\nlisten {address}:{port};\nroot {};\n{locations}\n}}\n}}\n",
            www.display()
        ),
    )
    .unwrap();
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-p").arg(&dir).arg("-e").arg(dir.join("error.log")).arg("-c").arg(dir.join("nginx.conf"));
    let log = dir.join("log");
    let server = Server::start("nginx", &command, &log, Signal::KILL);
    server.wait_ready(&log, || std::net::TcpStream::connect((address, port)).is_ok());
    Nginx { url: format!("http://{address}:{port}"), _server: server }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nginx_leads_who_must_register_there_and_lets_everybody_else_work() {
    let (address, port) = (new_address(), free_port());
    let mut policy = policy();
    policy.registration.return_to = vec![format!("http://{address}:{port}")];
    let house = machines::house(policy).await;
    let nina = bare_person(&house, "nina").await;
    let ready = bare_person(&house, "ready").await;
    register_enough(&house, ready).await;
    let nginx = start(&house, &address, port);
    let visit = async |user: &str| {
        let mut client = Client::new(&nginx.url);
        if !user.is_empty() {
            client.headers.insert("X-Test-User".into(), user.into());
        }
        client.send(reqwest::Method::GET, "/work.html?a=b", None, "none").await
    };
    let page = visit("ready").await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (200, "the application"));
    let page = visit("nina").await;
    assert_eq!(page.status, 303, "{}", page.body);
    let back = format!("http%3A%2F%2F{address}%3A{port}%2Fwork.html%3Fa%3Db");
    assert_eq!(page.header("location"), format!("{}/register?return_to={back}", house.url));
    // The way is whole: sign-in, and a link back to the page that was asked for.
    let mut person = house.client();
    let there = page.header("location").strip_prefix(&house.url).unwrap();
    let page = person.get(there).await;
    let page = person.submit(&page, &[("login", "nina"), ("password", crate::harness::app::OLD)]).await;
    assert!(page.text().contains("Keep your account recoverable"), "{}", page.text());
    register_enough(&house, nina).await;
    let page = person.get("/security-info").await;
    assert!(page.body.contains(&format!("href=\"http://{address}:{port}/work.html?a=b\"")), "{}", page.body);
    house.clock.advance(Duration::from_secs(3));
    assert_eq!(visit("nina").await.status, 200, "and in");
    assert_eq!(visit("").await.status, 200, "who is not known to the proxy is the application's own business");
    house.directory.behave(|b| b.down = true);
    assert_eq!(visit("somebody").await.status, 200, "a directory that is away keeps nobody from their work");
    drop(house);
    let gone = crate::harness::wait_until("the portal is gone", Duration::from_secs(30), async || {
        let page = visit("nobody-asked-about").await;
        Some(page.status).filter(|_| page.status == 200)
    });
    assert_eq!(gone.await, 200, "nor does a portal that is away");
}
