//! One element: its tag, its settings and its children, kept as lists.

use super::value::{Text, Value};
use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use send_wrapper::SendWrapper;
use std::borrow::Cow;
use wasm_bindgen::prelude::*;
use web_sys::Event;

/// An element as it is to be drawn.
pub struct El {
    tag: &'static str,
    drawing: bool,
    settings: Vec<Setting>,
    hands: Vec<(Cow<'static, str>, Hand)>,
    ready: Option<Box<dyn FnOnce(Element)>>,
    children: Vec<AnyView>,
}

type Hand = Box<dyn FnMut(Event)>;

/// One thing that is said of an element.
struct Setting {
    kind: Kind,
    name: &'static str,
    value: Value,
}

/// How it is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Attribute,
    Class,
    Property,
    Style,
}

impl El {
    /// An element of the page.
    pub fn new(tag: &'static str) -> El {
        El { tag, drawing: false, settings: Vec::new(), hands: Vec::new(), ready: None, children: Vec::new() }
    }

    /// An element of a drawing (SVG).
    pub fn drawn(tag: &'static str) -> El {
        El { drawing: true, ..El::new(tag) }
    }

    /// Sets an attribute once and for all.
    pub fn fixed(&mut self, name: &'static str, value: &'static str) {
        self.put(Kind::Attribute, name, Value::Fixed(Some(value.into())));
    }

    /// Sets an attribute; none takes it away.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.put(Kind::Attribute, name, value.into());
    }

    /// Sets a class while the flag holds.
    pub fn class(&mut self, name: &'static str, flag: impl Into<Value>) {
        self.put(Kind::Class, name, flag.into());
    }

    /// Keeps a property, such as what stands in a field.
    pub fn keep(&mut self, name: &'static str, value: impl Into<Value>) {
        self.put(Kind::Property, name, value.into());
    }

    /// Keeps one property of the style.
    pub fn style(&mut self, name: &'static str, value: impl Into<Value>) {
        self.put(Kind::Style, name, value.into());
    }

    /// Listens to an event.
    pub fn on<E: EventDescriptor>(&mut self, event: E, mut act: impl FnMut(E::EventType) + 'static)
    where
        E::EventType: JsCast,
    {
        self.hands.push((event.name(), Box::new(move |event| act(event.unchecked_into()))));
    }

    /// Does something with the element as soon as it stands on the page.
    pub fn ready(&mut self, act: impl FnOnce(Element) + 'static) {
        self.ready = Some(Box::new(act));
    }

    /// Adds what stands inside.
    pub fn add(&mut self, child: AnyView) {
        self.children.push(child);
    }

    /// The element as a view.
    pub fn view(self) -> AnyView {
        Drawn(SendWrapper::new(self)).into_any()
    }

    fn put(&mut self, kind: Kind, name: &'static str, value: Value) {
        self.settings.push(Setting { kind, name, value });
    }
}

/// The view that Leptos mounts. Views must be sendable; a page has one thread.
struct Drawn(SendWrapper<El>);

/// An element on the page, and what keeps it up to date.
struct Standing {
    tag: &'static str,
    element: Element,
    said: Vec<(Kind, &'static str)>,
    held: Held,
    children: Vec<AnyViewState>,
}

#[derive(Default)]
struct Held {
    followers: Vec<RenderEffect<()>>,
    listeners: Vec<Listener>,
}

/// A listener that is taken off before its closure goes, even in the middle of an event.
struct Listener {
    element: Element,
    name: Cow<'static, str>,
    closure: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.element.remove_event_listener_with_callback(&self.name, function);
    }
}

impl Render for Drawn {
    type State = Standing;

    fn build(self) -> Standing {
        let El { tag, drawing, settings, hands, ready, children } = self.0.take();
        let element = create(tag, drawing);
        let said = settings.iter().map(|it| (it.kind, it.name)).collect();
        let held = hold(&element, settings, hands);
        let mut children: Vec<AnyViewState> = children.into_iter().map(Render::build).collect();
        children.iter_mut().for_each(|child| child.mount(&element, None));
        if let Some(ready) = ready {
            let element = element.clone();
            queue_microtask(move || ready(element));
        }
        Standing { tag, element, said, held, children }
    }

    fn rebuild(self, standing: &mut Standing) {
        if self.0.tag != standing.tag || self.0.children.len() != standing.children.len() {
            let mut new = self.build();
            standing.insert_before_this(&mut new);
            standing.unmount();
            *standing = new;
            return;
        }
        let El { settings, hands, children, .. } = self.0.take();
        standing.held = Held::default();
        let said: Vec<_> = settings.iter().map(|it| (it.kind, it.name)).collect();
        let old = standing.said.iter().filter(|old| !said.contains(old));
        old.for_each(|(kind, name)| say(&standing.element, *kind, name, None));
        standing.said = said;
        standing.held = hold(&standing.element, settings, hands);
        children.into_iter().zip(&mut standing.children).for_each(|(child, state)| child.rebuild(state));
    }
}

fn create(tag: &str, drawing: bool) -> Element {
    let space = if drawing { "http://www.w3.org/2000/svg" } else { "http://www.w3.org/1999/xhtml" };
    Rndr::create_element(tag, Some(space))
}

/// Says what is fixed, follows what changes, and listens.
fn hold(element: &Element, settings: Vec<Setting>, hands: Vec<(Cow<'static, str>, Hand)>) -> Held {
    let mut held = Held::default();
    for Setting { kind, name, value } in settings {
        match value {
            Value::Fixed(text) => say(element, kind, name, text),
            Value::Live(find) => {
                let element = element.clone();
                held.followers.push(follow(Box::new(move || say(&element, kind, name, find()))));
            }
        }
    }
    for (name, hand) in hands {
        let closure = Closure::wrap(hand);
        let _ = element.add_event_listener_with_callback(&name, closure.as_ref().unchecked_ref());
        held.listeners.push(Listener { element: element.clone(), name, closure });
    }
    held
}

fn follow(act: Box<dyn Fn()>) -> RenderEffect<()> {
    RenderEffect::new(move |_| act())
}

/// Puts one thing on the element, or takes it away. A property is left alone where it is right:
/// setting it would move the cursor.
fn say(element: &Element, kind: Kind, name: &str, text: Text) {
    let _ = match (kind, text) {
        (Kind::Attribute, Some(text)) => element.set_attribute(name, &text),
        (Kind::Attribute, None) => element.remove_attribute(name),
        (Kind::Class, text) => element.class_list().toggle_with_force(name, text.is_some()).map(drop),
        (Kind::Style, text) => {
            element.unchecked_ref::<web_sys::HtmlElement>().style().set_property(name, &text.unwrap_or_default())
        }
        (Kind::Property, text) => {
            let (name, text) = (JsValue::from_str(name), JsValue::from_str(&text.unwrap_or_default()));
            match js_sys::Reflect::get(element, &name) {
                Ok(now) if now == text => Ok(()),
                Ok(_) | Err(_) => js_sys::Reflect::set(element, &name, &text).map(drop),
            }
        }
    };
}

impl Mountable for Standing {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let _ = parent.insert_before(&self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.element.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

/// Attributes come from `view!` alone.
impl AddAnyAttr for Drawn {
    type Output<A: Attribute> = Drawn;

    fn add_any_attr<A: Attribute>(self, _: A) -> Drawn {
        self
    }
}

/// What Leptos asks of a view that a server could write; these pages are drawn by browsers alone.
impl RenderHtml for Drawn {
    type AsyncOutput = Drawn;
    type Owned = Drawn;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Drawn {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Standing {
        self.build()
    }

    fn into_owned(self) -> Drawn {
        self
    }
}
