//! The API against mocked ports: every test says what the ports hold and looks at what leaves over HTTP.

mod bench;
mod bodies;
mod cors;
mod credentials;
mod desks;
mod documents;
mod fuzz;
mod key_log;
mod limits;
mod lists;
mod on_the_wire;
mod operations;
mod queries;
mod reads;
mod refusals;
mod samples;
mod shapes;
mod staff;

use bench::{Bench, Reply, Running};
