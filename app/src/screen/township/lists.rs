//! D04 导入户籍表: a village, a file, what was read of it, and the import that can be taken back.

mod columns;
mod rows;

use super::live::Desk;
use crate::browser::net::{Ask, NetError, Wire};
use crate::browser::spawn;
use crate::markup::{Memo, all, live, view};
use crate::part::{Button, Notice, Tone, Weight};
use crate::text::desk::SIGN_IN_AGAIN;
use crate::text::lists as text;
use columns::columns;
use cunxuan_core::api::lists::{Heap, ListState, Mapping, Preview};
use leptos::prelude::*;
use rows::heaps;
use wasm_bindgen::prelude::*;
use web_sys::{Event, File, HtmlInputElement};

/// For a file to be sent and read.
const PATIENCE_MS: u32 = 60_000;

/// What the screen knows. Copies are the same import.
#[derive(Clone, Copy)]
struct Import {
    village: RwSignal<String>,
    preview: RwSignal<Option<Preview>>,
    heap: RwSignal<Heap>,
    /// The file that was chosen, or how to choose one.
    name: RwSignal<String>,
    /// What is under way; empty when nothing is.
    busy: RwSignal<&'static str>,
    error: RwSignal<&'static str>,
}

impl Import {
    /// Sends a question about the village's list; what comes back is what is shown.
    fn ask(self, way: &'static str, wire: Wire, body: Vec<u8>, busy: &'static str) {
        if !self.busy.get_untracked().is_empty() {
            return;
        }
        let id = self.preview.with_untracked(|it| it.as_ref().map(|it| it.id.clone())).unwrap_or_default();
        let village = self.village.get_untracked();
        let path = match way {
            "" => ["/api/lists/", &village].concat(),
            way => ["/api/lists/", &village, "/", &id, "/", way].concat(),
        };
        self.busy.set(busy);
        self.error.set("");
        spawn(async move {
            let ask = Ask { path: &path, wire, body: Some(&body), bearer: None, timeout_ms: PATIENCE_MS };
            let answer = ask.send().await;
            // Whoever has left the screen wants nothing more of it.
            if self.busy.try_set("").is_some() {
                return;
            }
            match answer.map(|body| serde_json::from_slice::<Preview>(&body)) {
                Ok(Ok(preview)) => self.show(preview),
                Ok(Err(_)) => self.error.set(text::refused("")),
                Err(NetError::Status(401 | 403, _)) => self.error.set(SIGN_IN_AGAIN),
                Err(fault) => self.error.set(text::refused(&code(fault))),
            }
        });
    }

    fn show(self, preview: Preview) {
        if self.preview.with_untracked(|before| before.as_ref().map(|it| &it.id) != Some(&preview.id)) {
            let full = [(Heap::Look, preview.look), (Heap::Mended, preview.mended)];
            self.heap.set(full.into_iter().find(|(_, rows)| *rows > 0).map_or(Heap::Ready, |(heap, _)| heap));
        }
        self.preview.set(Some(preview));
    }

    fn read(self, file: File) {
        self.name.set(file.name());
        self.preview.set(None);
        self.busy.set(text::READING);
        spawn(async move {
            let read = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
            if self.busy.try_set("").is_some() {
                return;
            }
            if let Ok(buffer) = read {
                let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
                self.ask("", Wire::File, bytes, text::READING);
            }
        });
    }

    fn map(self, mapping: Mapping) {
        let body = serde_json::to_vec(&[mapping]).unwrap_or_default();
        self.ask("map", Wire::Json, body, text::READING);
    }

    fn state(self) -> Option<ListState> {
        self.preview.with(|it| it.as_ref().map(|it| it.state))
    }
}

fn code(fault: NetError) -> String {
    let NetError::Status(_, body) = fault else { return String::new() };
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    body.get("code").and_then(|code| code.as_str()).unwrap_or_default().to_owned()
}

/// The screen for importing household lists.
#[component]
pub fn Lists(
    /// What is known of the township.
    desk: Desk,
) -> AnyView {
    let import = Import {
        village: RwSignal::new(String::new()),
        preview: RwSignal::new(None),
        heap: RwSignal::new(Heap::Look),
        name: RwSignal::new(text::CHOOSE_FILE.to_owned()),
        busy: RwSignal::new(""),
        error: RwSignal::new(""),
    };
    view! {
        <main class="lists">
            <section class="panel lists-in">
                <h2>{text::TITLE}</h2>
                {villages(desk, import)}
                {file(import)}
                {live(move || columns(import))}
            </section>
            <section class="panel lists-out">
                <p class="lists-busy" role="status" hidden=move || import.busy.get().is_empty()>{import.busy}</p>
                {live(move || wrong(import))}
                {live(move || heaps(import))}
                {live(move || acts(import))}
            </section>
        </main>
    }
}

fn wrong(import: Import) -> Option<AnyView> {
    let error = import.error.get();
    (!error.is_empty()).then(|| view! { <Notice tone=Tone::Bad title=error /> })
}

fn villages(desk: Desk, import: Import) -> AnyView {
    let names = Memo::new(move || {
        let name = |row: &cunxuan_core::api::VillageRow| (row.code.clone(), row.name.clone());
        desk.wall.with(|wall| wall.villages.iter().map(name).collect::<Vec<_>>())
    });
    let option = |(code, name): (String, String)| view! { <option value=code>{name}</option> };
    let options = move || all(names.get().into_iter().map(option).collect());
    let choose = move |event: Event| {
        import.village.set(event_target_value(&event));
        import.preview.set(None);
        import.name.set(text::CHOOSE_FILE.to_owned());
    };
    view! {
        <label class="field">
            <span>{text::VILLAGE}</span>
            <select class="lists-village" disabled=move || !import.busy.get().is_empty() on:change=choose>
                <option value="">{text::CHOOSE}</option>
                {live(options)}
            </select>
        </label>
    }
}

fn file(import: Import) -> AnyView {
    let off = move || import.village.with(String::is_empty) || !import.busy.get().is_empty();
    let over = RwSignal::new(false);
    let chosen = move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let file = input.as_ref().and_then(HtmlInputElement::files).and_then(|files| files.get(0));
        if let Some(file) = file {
            import.read(file);
        }
        // The same file, put right, may be chosen again.
        if let Some(input) = input {
            input.set_value("");
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|held| held.files());
        if let Some(file) = files.and_then(|files| files.get(0)).filter(|_| !off()) {
            import.read(file);
        }
    };
    view! {
        <label
            class="field drop"
            class:over=over
            on:dragover=move |event| { event.prevent_default(); over.set(true) }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <span>{text::FILE}</span>
            <input type="file" accept=".xlsx,.xls,.csv,.txt" disabled=off on:change=chosen />
            <b class="btn" aria-hidden="true">{live(move || import.name.get())}</b>
            <small>{text::FILE_NOTE}</small>
        </label>
    }
}

/// What can be done with the list as it is.
fn acts(import: Import) -> Option<AnyView> {
    let state = import.state()?;
    let (fresh, look, id) = import.preview.with(|it| it.as_ref().map(|it| (it.fresh, it.look, it.id.clone())))?;
    let file = ["/api/lists/", &import.village.get_untracked(), "/", &id, "/problems.xlsx"].concat();
    let busy = move || !import.busy.get().is_empty();
    let act = match state {
        ListState::Staged => {
            let off = move || busy() || fresh == 0;
            let go = move |()| import.ask("import", Wire::Json, b"{}".to_vec(), text::IMPORTING);
            view! { <Button word=text::import(fresh) weight=Weight::Primary off=Signal::derive(off) on_press=go /> }
        }
        ListState::Imported => {
            let go = move |()| import.ask("undo", Wire::Json, b"{}".to_vec(), text::IMPORTING);
            view! { <Button word=text::UNDO weight=Weight::Stop off=Signal::derive(busy) on_press=go /> }
        }
        ListState::Withdrawn => ().into_any(),
    };
    Some(view! {
        <div class="lists-acts">
            <p role="status">{text::state(state, fresh)}</p>
            <a class="btn" download="" href=file hidden=look == 0>{text::PROBLEMS}</a>
            {act}
        </div>
    })
}
