//! The `empfang` program; what it can do says `empfang --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    empfang::cli::main()
}
