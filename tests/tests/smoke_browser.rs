//! The packed pages in a real browser: they start, outlive their server, and change builds only when told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_tests::browser::Browser;
use cunxuan_tests::process::{Folder, Result, path_from};
use cunxuan_tests::server::{Server, import_sample};
use cunxuan_tests::static_site::StaticSite;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn the_phone_page_outlives_its_server() {
    outlives_its_server(Browser::phone().unwrap(), "/m/", "smoke-phone").unwrap();
}

#[test]
fn the_desk_page_outlives_its_server() {
    outlives_its_server(Browser::desk().unwrap(), "/desk/", "smoke-desk").unwrap();
}

/// Opens a page, lets its worker take over, kills the server, and opens it again, also after the
/// browser itself was killed.
fn outlives_its_server(browser: Option<Browser>, path: &str, picture: &str) -> Result {
    let Some(mut browser) = browser else { return Ok(()) };
    let data = Folder::new("smoke")?;
    import_sample(data.path(), 2)?;
    let mut server = Server::start(data.path(), &[])?;
    let url = format!("{}{path}", server.url());
    browser.goto(&url)?;
    started(&browser)?;
    browser.wait_controlled()?;
    assert_eq!(kept(&browser)?, format!("cunxuan {path} {}", build(&browser)?));
    // Nobody has signed in: what the page asks is refused, and the browser notes that.
    let refused = |error: &String| error.contains("/api/") && error.contains("401");
    let errors = browser.console_errors()?.into_iter().filter(|error| !refused(error));
    assert_eq!(errors.collect::<Vec<_>>(), Vec::<String>::new());
    browser.screenshot(picture)?;

    server.kill9()?;
    assert!(browser.eval("return fetch('/healthz').then(() => 'up')").is_err());
    browser.reload()?;
    started(&browser)?;

    browser.kill9()?;
    browser.reopen()?;
    browser.goto(&format!("{url}any/deep/link"))?;
    started(&browser)?;

    server.restart()?;
    assert_eq!(browser.eval("return fetch('/healthz').then((answer) => answer.status)")?, 200);
    Ok(())
}

#[test]
fn a_new_build_waits_until_the_page_lets_it_in() {
    new_builds(Browser::phone().unwrap()).unwrap();
}

/// A whole build waits and is let in; a build with a file missing never arrives.
fn new_builds(browser: Option<Browser>) -> Result {
    let Some(browser) = browser else { return Ok(()) };
    let folder = Folder::new("builds")?;
    copy(&path_from("CUNXUAN_DIST", "dist").join("m"), &folder.path().join("m"))?;
    let mut site = StaticSite::start(folder.path())?;
    browser.goto(&format!("{}/m/", site.url()))?;
    started(&browser)?;
    browser.wait_controlled()?;
    let first = build(&browser)?;

    publish(folder.path(), &first, "second")?;
    browser.eval(&with_registration("return registration.update().then(() => true)"))?;
    browser.wait_until("a waiting worker", PATIENCE, |page| {
        Ok(page.eval(&with_registration("return !!registration.waiting"))? == true)
    })?;
    browser.reload()?;
    assert_eq!(build(&browser)?, first, "nobody has let the new build in yet");

    browser.eval(&with_registration("registration.waiting.postMessage('activate')"))?;
    browser.wait_until("the old build to go", PATIENCE, |page| Ok(kept(page)? == "cunxuan /m/ second"))?;
    browser.reload()?;
    assert_eq!(build(&browser)?, "second");

    publish(folder.path(), "second", "third")?;
    fs::remove_file(folder.path().join("m/icon.svg"))?;
    let update = "return registration.update().then((found) => new Promise((end) => {
        const worker = found.installing;
        worker.onstatechange = () => end(worker.state);
    }))";
    assert_eq!(browser.eval(&with_registration(update))?, "redundant");
    site.stop();
    browser.reload()?;
    started(&browser)?;
    assert_eq!(build(&browser)?, "second", "half a build is no build");
    Ok(())
}

/// It is our page, the word for "opening" is gone, and something has come in its place.
fn started(browser: &Browser) -> Result {
    let opened = "return !!document.querySelector('meta[name=build]')
        && !document.getElementById('opening') && document.body.innerText.trim() != ''";
    browser.wait_until("the page to start", PATIENCE, |page| Ok(page.eval(opened)? == true))
}

/// The build of the page that is shown.
fn build(browser: &Browser) -> Result<String> {
    let build = browser.eval("return document.querySelector('meta[name=build]').content")?;
    Ok(build.as_str().expect("a page names its build").to_owned())
}

/// The names of the caches, in one line.
fn kept(browser: &Browser) -> Result<Value> {
    let own = "const own = `cunxuan ${location.pathname} `;\
        return caches.keys().then((names) => names.filter((name) => name.startsWith(own)).join())";
    browser.eval(own)
}

fn with_registration(body: &str) -> String {
    format!("return navigator.serviceWorker.getRegistration().then((registration) => {{ {body} }})")
}

/// Gives the pages in a folder another build's name, as a new build has.
fn publish(folder: &Path, old: &str, new: &str) -> Result {
    for name in ["sw.js", "index.html"] {
        let file = folder.join("m").join(name);
        let text = fs::read_to_string(&file)?;
        assert!(text.contains(old));
        fs::write(file, text.replace(old, new))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
