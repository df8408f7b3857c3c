//! The way into the console.

mod matrix;
