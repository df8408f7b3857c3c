//! Phones and mailboxes that people register, the proofs that a change asks for, removing and trying.

mod bad_input;
mod ceremonies;
mod manage;
mod prove;
mod real;
mod register;
mod seen;
pub mod visitor;
