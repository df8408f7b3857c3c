//! Latchkey: see the library.

use std::process::ExitCode;

use clap::Parser as _;
use latchkey::cli::{self, output};

fn main() -> ExitCode {
    // First of all, before anything can make a TLS connection.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        return output::fail("another TLS provider was installed before");
    }
    if let Err(cause) = no_core_dumps() {
        return output::fail(format_args!("core dumps can not be switched off: {cause}"));
    }
    let cli = cli::Cli::parse();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(cli)),
        Err(cause) => output::fail(format_args!("the runtime can not be started: {cause}")),
    }
}

/// A core dump, or a debugger of the same user, would show passwords and keys (R127).
fn no_core_dumps() -> rustix::io::Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
}
