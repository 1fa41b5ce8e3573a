//! The law against its vectors (法规用例): small cases with the outcome the law asks for, ours in `vectors/` and others' in `CUNXUAN_VECTORS`.
//!
//! A vector is `{id, fn, args, expect}`. Each key that `expect` names must be equal in the answer; other keys of the answer are free.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "vectors/answer.rs"]
mod answer;
#[path = "vectors/count.rs"]
mod count;

/// One vector that did not come out as it should.
struct Failure {
    id: String,
    expected: Value,
    found: Option<Value>,
}

#[test]
fn vectors() {
    let (mut passed, mut failures) = (0_u32, Vec::new());
    for file in files() {
        let vectors = read(&file);
        assert!(!vectors.is_empty(), "{} holds no vector", file.display());
        for vector in &vectors {
            match check(vector) {
                None => passed += 1,
                Some(failure) => failures.push(failure),
            }
        }
    }
    println!("{passed} passed, {} failed", failures.len());
    for failure in &failures {
        let found = failure.found.as_ref().map_or_else(|| String::from("nothing: not understood"), Value::to_string);
        println!("{}\n  expected {}\n  found    {found}", failure.id, failure.expected);
    }
    assert!(failures.is_empty(), "{} vectors failed", failures.len());
}

/// Every file of vectors, in the order of names. A folder that is named and holds none is an error.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let theirs = env::var_os("CUNXUAN_VECTORS").filter(|name| !name.is_empty());
    let folders = [Some(root.join("tests/vectors")), theirs.map(|folder| root.join(folder))];
    folders.into_iter().flatten().flat_map(|folder| in_folder(&folder)).collect()
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>());
    let mut files: Vec<PathBuf> = entries.unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty(), "{} holds no vectors", folder.display());
    files
}

/// The vectors of a file; none if it is not a list.
fn read(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// What is wrong with the answer to a vector, if anything is.
fn check(vector: &Value) -> Option<Failure> {
    let found = answer::answer(vector);
    let expected = vector.get("expect").cloned().unwrap_or_default();
    let right = found.as_ref().is_some_and(|found| agrees(&expected, found));
    let id = vector.get("id").map(Value::to_string).unwrap_or_default();
    (!right).then_some(Failure { id, expected, found })
}

fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(keys), Value::Object(found)) => {
            !keys.is_empty() && keys.iter().all(|(key, value)| found.get(key) == Some(value))
        }
        (Value::Null, _) => false,
        (expected, found) => expected == found,
    }
}
