//! Whether packing again could change anything.

use super::files_below;
use crate::shell::{Done, which};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

const FILES: [&str; 3] = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];
const FOLDERS: [&str; 4] = ["app", "core", "xtask/src", ".cargo"];

/// A hash over names and bytes of all that packing reads, and over the tools it finds.
pub fn of_inputs(root: &Path) -> Done<String> {
    let mut files: Vec<_> = FILES.iter().map(|name| root.join(name)).collect();
    for folder in FOLDERS {
        files.extend(files_below(&root.join(folder))?);
    }
    let mut hash = Sha256::new();
    for file in files {
        add(&mut hash, file.strip_prefix(root)?.to_string_lossy().as_bytes());
        add(&mut hash, &fs::read(&file)?);
    }
    add(&mut hash, format!("{:?}", which("wasm-opt")).as_bytes());
    Ok(hex(&hash.finalize()))
}

/// The start of a hash over named bytes, long enough to tell builds apart.
pub fn short<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        add(&mut hash, part);
    }
    hex(&hash.finalize()).chars().take(10).collect()
}

/// The length goes in first, so that bytes cannot move from one part to the next unseen.
fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_be_bytes());
    hash.update(part);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
