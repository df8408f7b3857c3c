//! placeholder until merged
/// x
pub const MESSAGES: &str = "latchkey_messages_total";
