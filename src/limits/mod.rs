//! Floor 4: limits. [`Limits`] is durable and shared by all nodes; [`Flood`] is in memory, per node.

mod quota;

pub use quota::{Blocked, LimitError, LimitNumbers, Limits, Spend};
