//! A relay between a scan and its directory that stands still after so many bytes of answers, so that a scan is in its
//! middle for as long as a test looks.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use crate::harness::slapd::{Slapd, TLS_PORT};

/// A running relay.
pub struct Relay {
    /// `ldaps://` with the server's own address, which its certificate names, and another port.
    pub url: String,
    task: JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// Lets `bytes` of answers through on each connection, and none after them.
    pub async fn to(server: &Slapd, bytes: u64) -> Self {
        let listener = TcpListener::bind((server.ip.as_str(), 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let target: SocketAddr = format!("{}:{TLS_PORT}", server.ip).parse().expect("an address");
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(connect(client, target, bytes));
            }
        });
        Self { url: format!("ldaps://{}:{port}", server.ip), task }
    }
}

async fn connect(client: TcpStream, target: SocketAddr, bytes: u64) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (from_server, mut to_server) = TcpStream::connect(target).await?.into_split();
    let answers = async {
        let mut answers = from_server.take(bytes);
        copy(&mut answers, &mut to_client).await?;
        if answers.limit() == 0 {
            std::future::pending::<()>().await;
        }
        to_client.shutdown().await
    };
    let questions = async {
        copy(&mut from_client, &mut to_server).await?;
        to_server.shutdown().await
    };
    tokio::try_join!(answers, questions).map(drop)
}
