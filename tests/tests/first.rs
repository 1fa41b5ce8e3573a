//! The server's first hours (刚开始用): what it says, how it ends, and the way out, case by case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "server/site.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "other suites use the rest of the site")]
mod site;

use cunxuan_tests::process::{Folder, free_port, patiently, signal};
use cunxuan_tests::server::{Home, Server, cunxuan, get, import_sample};
use rcgen::{CertificateParams, KeyPair};
use serde_json::json;
use site::{EAST, Phone};
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use time::OffsetDateTime;

const PATIENCE: Duration = Duration::from_secs(20);

/// `cunxuan` with these words to its end; one that does not end by itself is stopped, and that is a failure.
fn run(args: &[&str]) -> Output {
    let mut child = cunxuan().args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    patiently("the command to end", PATIENCE, || Ok(child.try_wait()?)).unwrap_or_else(|error| {
        child.kill().unwrap();
        panic!("{args:?}: {error}");
    });
    child.wait_with_output().unwrap()
}

/// It ends with this code, and says all of this.
fn refused(args: &[&str], code: i32, pieces: &[&str]) {
    let output = run(args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert!(pieces.iter().all(|piece| said.contains(piece)), "{args:?}: {said}");
}

fn serve<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["serve", "--data", data, "--listen", "127.0.0.1:0"], more].concat()
}

/// An imported township of one village, and its folder as text.
fn imported(folder: &Folder) -> String {
    let data = folder.path().join("data");
    import_sample(&data, 1).unwrap();
    data.display().to_string()
}

#[test]
fn an_empty_server_says_so_until_a_township_is_imported() {
    let folder = Folder::new("first").unwrap();
    let data = folder.path().join("data");
    let mut server = Server::start(&data, &[]).unwrap();
    let wall = get(server.address(), "/api/wall").unwrap();
    assert!(wall.starts_with("HTTP/1.1 503") && wall.contains("NO_TOWNSHIP"), "{wall}");
    let data = data.display().to_string();
    refused(&["codes", "--all", "--data", &data], 3, &["cunxuan import", "cunxuan demo"]);
    refused(&serve(&data, &[]), 4, &["another server", "--data"]);
    import_sample(Path::new(&data), 1).unwrap();
    patiently("the township", PATIENCE, || {
        let wall = get(server.address(), "/api/wall")?;
        Ok(wall.starts_with("HTTP/1.1 401").then_some(()))
    })
    .unwrap();
    server.stop().unwrap();
}

#[test]
fn a_second_server_is_refused_and_told_which_is_there() {
    for home in [Home::sqlite().unwrap()].into_iter().chain(Home::postgres().unwrap()) {
        site::import(&home.store().unwrap(), 1);
        let mut server = home.serve().unwrap();
        // On the same database, but with a folder of its own where that is possible.
        let (data, other) = (home.data().display().to_string(), home.path().join("other").display().to_string());
        refused(&serve(&data, &home.flags()), 4, &["another server", "process"]);
        if !home.flags().is_empty() {
            refused(&serve(&other, &home.flags()), 4, &["another server", "cunxuan, process", "--database"]);
        }
        let health = run(&["health", "--data", &data]);
        assert!(health.status.success(), "{health:?}");
        server.kill9().unwrap();
        refused(&["health", "--data", &data], 1, &["no server"]);
        server.restart().unwrap();
    }
}

#[test]
fn what_cannot_be_used_is_named_with_the_way_out() {
    let folder = Folder::new("first").unwrap();
    let data = imported(&folder);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    refused(&["serve", "--data", &data, "--listen", &taken], 5, &[&taken, "--listen"]);
    refused(&["serve", "--data", &data, "--listen", "203.0.113.7:8080"], 5, &["no such address", "0.0.0.0"]);
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    refused(&serve(&file.display().to_string(), &[]), 6, &["file", "--data"]);
    // Nobody can write there, whoever he is.
    refused(&serve("/proc", &[]), 6, &["/proc"]);
    refused(&serve(&data, &["--database", "mysql://host/name"]), 2, &["postgres://host/name"]);
    let nobody = format!("postgres://office:secret@127.0.0.1:{}/cunxuan", free_port().unwrap());
    refused(&serve(&data, &["--database", &nobody]), 7, &["PostgreSQL", "DATABASE_URL"]);
    let said = run(&serve(&data, &["--database", &nobody]));
    assert!(!String::from_utf8_lossy(&said.stderr).contains("secret"), "{said:?}");
}

#[test]
fn a_newer_database_is_left_alone() {
    for home in [Home::sqlite().unwrap()].into_iter().chain(Home::postgres().unwrap()) {
        site::import(&home.store().unwrap(), 1);
        let newer = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('9999', CURRENT_TIMESTAMP)";
        home.store().unwrap().write(|db| diesel::connection::SimpleConnection::batch_execute(db, newer)).unwrap();
        let data = home.data().display().to_string();
        refused(&serve(&data, &home.flags()), 8, &["newer version", "restore"]);
    }
}

/// A certificate for this machine from a number of days from now to another, with its key.
fn certificate(folder: &Path, from: i64, to: i64) -> [String; 2] {
    let key = KeyPair::generate().unwrap();
    let mut wanted = CertificateParams::new(vec!["localhost".into()]).unwrap();
    let day = |days: i64| OffsetDateTime::from_unix_timestamp(cunxuan_server::host::now_s() + days * 86_400).unwrap();
    (wanted.not_before, wanted.not_after) = (day(from), day(to));
    let texts = [wanted.self_signed(&key).unwrap().pem(), key.serialize_pem()];
    [0, 1].map(|at| {
        let file = folder.join(["cert.pem", "key.pem"][at]);
        fs::write(&file, &texts[at]).unwrap();
        file.display().to_string()
    })
}

#[test]
fn a_certificate_that_phones_would_refuse_is_refused_first() {
    let folder = Folder::new("first").unwrap();
    let data = imported(&folder);
    let none = folder.path().join("none.pem").display().to_string();
    for (from, to, pieces) in
        [(-30, -1, ["expired on", "renew"]), (2, 30, ["begins on", "clock"]), (-1, 30, ["none.pem", "No such file"])]
    {
        let [cert, mut key] = certificate(folder.path(), from, to);
        if from == -1 {
            key.clone_from(&none);
        }
        refused(&serve(&data, &["--tls-cert", &cert, "--tls-key", &key]), 9, &pieces);
    }
    let [cert, key] = certificate(folder.path(), -1, 30);
    let mut child = cunxuan().args(serve(&data, &["--tls-cert", &cert, "--tls-key", &key])).spawn().unwrap();
    let well = patiently("the server to listen", PATIENCE, || {
        Ok(run(&["health", "--data", &data]).status.success().then_some(()))
    });
    signal("TERM", &[child.id()]).unwrap();
    child.wait().unwrap();
    well.unwrap();
}

/// A server whose folder is a disk of its own with so many kilobytes, seen by nobody else; nothing where this
/// machine does not allow that.
fn on_small_disk(data: &Path, address: SocketAddr, kilobytes: u32) -> Option<Child> {
    let (data, bin) = (data.display().to_string(), cunxuan().get_program().to_string_lossy().into_owned());
    let script = format!(
        "cp -r {data} {data}.copy && mount -t tmpfs -o size={kilobytes}k none {data} && cp -r {data}.copy/. {data} \
         && exec {bin} serve --data {data} --listen {address}"
    );
    let mut unshare = Command::new("unshare");
    unshare.args(["-m", "sh", "-c", &script]).env("CUNXUAN_LOG", "off").env_remove("DATABASE_URL");
    let mut child = unshare.stderr(Stdio::null()).spawn().ok()?;
    let up = patiently("the server to answer", PATIENCE, || {
        if child.try_wait()?.is_some() {
            return Ok(Some(false));
        }
        Ok(get(address, "/healthz")?.starts_with("HTTP/1.1 200").then_some(true))
    });
    up.unwrap().then_some(child)
}

#[test]
fn a_full_disk_takes_nothing_and_loses_nothing() {
    let home = Home::sqlite().unwrap();
    site::import(&home.store().unwrap(), 3);
    let code = site::code(&home, &site::officer());
    let address: SocketAddr = ([127, 0, 0, 1], free_port().unwrap()).into();
    let Some(mut child) = on_small_disk(&home.data(), address, 1_200) else {
        println!("skipped: this machine gives no disk of its own");
        return;
    };
    let url = format!("http://{address}");
    let (_, signed_in) = site::sign_in(&url, site::EAST_PHONE, &code);
    let mut phone = Phone::new(EAST, signed_in["token"].as_str().unwrap());
    phone.sync(&url);
    let mut told = (0, String::new());
    for _ in 0..40 {
        (0..250).for_each(|_| phone.act(|_| site::registered_again()));
        let answer = phone.ask(&url, &phone.request(phone.own()));
        told = (answer.status().as_u16(), answer.text().unwrap_or_default());
        if told.0 != 200 {
            break;
        }
    }
    assert_eq!(told, (507, json!({ "code": "STORAGE" }).to_string()), "a full disk has a name");
    let (own, data) = (phone.own().len(), home.data().display().to_string());
    let more = ["-m", "-t", &child.id().to_string(), "mount", "-o", "remount,size=64m", &data];
    assert!(Command::new("nsenter").args(more).status().unwrap().success());
    // With room again the same server takes in what the phone kept.
    let answer =
        patiently(
            "room",
            PATIENCE,
            || Ok((phone.ask(&url, &phone.request(phone.own())).status() == 200).then_some(())),
        );
    let held = Phone::new(EAST, signed_in["token"].as_str().unwrap()).sync(&url);
    signal("KILL", &[child.id()]).unwrap();
    child.wait().unwrap();
    answer.unwrap();
    let of_phone = held.have.iter().find(|have| have.log == phone.log).unwrap();
    assert_eq!(of_phone.tips[0].seq as usize, own, "every entry, once");
}

#[test]
fn a_body_that_swells_is_refused() {
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;
    let home = Home::sqlite().unwrap();
    let site = site::Site::new(home);
    let token = site.officer();
    let deflated = |bytes: &[u8]| {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(bytes).unwrap();
        zlib.finish().unwrap()
    };
    let send = |body: Vec<u8>, coding: &str| {
        let ask = site::client().post(format!("{}/api/sync", site.url)).bearer_auth(&token);
        let ask = ask.header("content-type", "application/cbor").header("content-encoding", coding);
        ask.body(body).send().unwrap().status().as_u16()
    };
    let request = minicbor::to_vec(Phone::new(EAST, "").request(Vec::new())).unwrap();
    assert_eq!(send(deflated(&request), "deflate"), 200);
    assert_eq!(send(deflated(&vec![0; 64 * 1024 * 1024]), "deflate"), 413, "64 MiB in 64 KiB");
    let cut = deflated(&request).len() - 6;
    assert_eq!(send(deflated(&request)[..cut].to_vec(), "deflate"), 400);
    assert_eq!(send(request.clone(), "deflate"), 400);
    assert_eq!(send(request, "br"), 400);
}
