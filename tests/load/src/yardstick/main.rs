//! `legaciti-yardstick`: what the same machine does without us. A static body, and the list's very SQL through the
//! same kind of pool, serialised, with nothing else.

mod list;
mod pools;

use std::io;

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use clap::Parser;

use crate::pools::{Pools, SyncPool};

/// Serves the yardsticks of a seeded database.
#[derive(Debug, Parser)]
#[command(name = "legaciti-yardstick")]
struct Options {
    /// A database that `legaciti-seed` filled
    #[arg(long, value_name = "URL")]
    database: String,
    /// The workspace's slug
    #[arg(long, default_value = "cesam")]
    workspace: String,
    /// Bytes of the static body
    #[arg(long, value_name = "N", default_value_t = 14_000)]
    body: usize,
    /// Threads that answer requests
    #[arg(long, value_name = "N", default_value_t = 2)]
    workers: usize,
}

/// What the handlers share.
#[derive(Clone)]
struct Bench {
    pools: Pools,
    workspace: String,
    body: Bytes,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let bench = Bench {
        pools: Pools::open(&options.database)?,
        workspace: format!("seeded-{}", options.workspace),
        body: Bytes::from(vec![b'x'; options.body]),
    };
    let sync = SyncPool::of(&options.database);
    let app = move || {
        App::new()
            .app_data(web::Data::new(bench.clone()))
            .app_data(web::Data::new(sync.clone()))
            .route("/static", web::get().to(fixed))
            .route("/list", web::get().to(list::pooled))
            .route("/sync", web::get().to(list::synchronous))
    };
    let server = HttpServer::new(app)
        .workers(options.workers)
        .bind(("127.0.0.1", 0))?;
    let address = server
        .addrs()
        .first()
        .copied()
        .ok_or_else(|| io::Error::other("no address"))?;
    announce(&address.to_string());
    Ok(server.run().await?)
}

#[expect(
    clippy::print_stdout,
    reason = "the one line that whoever starts this waits for"
)]
fn announce(address: &str) {
    println!("http://{address}");
}

async fn fixed(bench: web::Data<Bench>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(bench.body.clone())
}
