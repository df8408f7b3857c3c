<<<<<<< HEAD
//! The one integration-test binary.

mod config;
=======
//! The integration tests: one binary.

mod render;
>>>>>>> render
