//! Registration as a whole: random orders of steps against a model, from the first sign-in to a reset on real directories,
//! proofs before a change by what sends no code.

mod judge;
mod memory;
mod model;
mod moves;
mod others;
mod step_up;
mod whole;
mod world;

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);
