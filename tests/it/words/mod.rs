//! The rules for words, as an administrator tries them and as people are told of them.

mod cli;
mod strength;
