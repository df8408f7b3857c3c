//! What people see and do: the demo of the real binary in a real browser.

pub mod check;
pub mod demo;
mod journey;
mod keyboard;
mod languages;
pub mod person;
mod register;
mod rules;
mod security;
mod start;
mod time;
mod weight;
