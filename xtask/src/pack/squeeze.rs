//! Smaller files: wasm-opt for modules, and a brotli and a gzip copy beside every file.

use super::tables;
use crate::shell::{Done, command, run, which};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Shrinks a module in place; without wasm-opt on the path it stays a quarter larger.
pub fn module(file: &Path) -> Done {
    let Some(tool) = which("wasm-opt") else {
        println!("wasm-opt not found: {} stays as it is", file.display());
        return Ok(());
    };
    // What the first turn leaves behind the second still makes a hundredth smaller.
    for _ in 0..2 {
        run(command(&tool).arg("-Oz").arg(file).arg("-o").arg(file))?;
    }
    tables::mend(file)
}

/// Writes `FILE.br` and `FILE.gz`, so that the server never compresses a page while it serves.
pub fn beside(file: &Path) -> Done {
    let bytes = fs::read(file)?;
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    brotli.write_all(&bytes)?;
    brotli.flush()?;
    fs::write(with_end(file, ".br"), brotli.into_inner())?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&bytes)?;
    Ok(fs::write(with_end(file, ".gz"), gzip.finish()?)?)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}
