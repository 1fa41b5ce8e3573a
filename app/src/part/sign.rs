//! Signing with the finger (签名): strokes as numbers, not as a picture.

use super::action::{Button, Weight};
use crate::markup::{Memo, Value, view};
use crate::text::part as text;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One stroke: points in ten-thousandths of the field's width, from its upper left corner.
pub type Stroke = Vec<(i16, i16)>;

const WIDTH: f64 = 10_000.0;
/// A signature must fit in an entry with room to spare.
const MOST_POINTS: usize = 4_000;
/// Points nearer than this to the one before add nothing that can be seen.
const STEP: i32 = 40;

/// A field over the whole screen to sign in.
#[component]
pub fn SignaturePad(
    /// Who signs and as what, shown above the field.
    #[prop(into)]
    title: Value,
    /// The strokes, never empty.
    #[prop(into)]
    on_done: Callback<Vec<Stroke>>,
    /// Leaves without signing.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> AnyView {
    let strokes = RwSignal::new(Vec::<Stroke>::new());
    let empty = Memo::new(move || strokes.with(Vec::is_empty));
    view! {
        <section class="canvas" role="dialog" aria-modal="true" aria-label=title.clone()>
            <h2>{title}</h2>
            <Field strokes=strokes />
            <div class="row3">
                <Button word=text::CANCEL on_press=on_cancel />
                <Button word=text::CLEAR off=empty on_press=move || strokes.set(Vec::new()) />
                <Button
                    word=text::DONE
                    weight=Weight::Primary
                    off=empty
                    on_press=move || on_done.run(strokes.get_untracked())
                />
            </div>
        </section>
    }
}

#[component]
fn Field(strokes: RwSignal<Vec<Stroke>>) -> AnyView {
    let frame = RwSignal::new("0 0 10000 10000".to_owned());
    let drawing = StoredValue::new(false);
    let begin = move |event: PointerEvent| {
        if let Some((point, height)) = place(&event) {
            frame.set(format!("0 0 10000 {height}"));
            drawing.set_value(true);
            strokes.update(|it| it.push(vec![point]));
        }
    };
    let draw = move |event: PointerEvent| {
        if let Some((point, _)) = drawing.get_value().then(|| place(&event)).flatten() {
            strokes.update(|it| extend(it, point));
        }
    };
    let end = move |_| drawing.set_value(false);
    view! {
        <svg
            class="ink"
            viewBox=frame
            role="img"
            aria-label=text::SIGN_HERE
            on:pointerdown=begin
            on:pointermove=draw
            on:pointerup=end
            on:pointercancel=end
            on:pointerleave=end
        >
            <path d=move || strokes.with(|it| path(it)) />
        </svg>
    }
}

/// A signature that was given, drawn as large as its place allows.
#[component]
pub fn Ink(
    /// Its strokes.
    strokes: Vec<Stroke>,
) -> AnyView {
    view! {
        <svg class="ink" viewBox=frame_of(&strokes) aria-hidden="true">
            <path d=path(&strokes) />
        </svg>
    }
}

/// Where the pointer is, and how high the field is, both in ten-thousandths of its width.
fn place(event: &PointerEvent) -> Option<((i16, i16), i16)> {
    let field = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
    let bounds = field.get_bounding_client_rect();
    let unit = WIDTH / bounds.width().max(1.0);
    let x = (f64::from(event.client_x()) - bounds.left()) * unit;
    let y = (f64::from(event.client_y()) - bounds.top()) * unit;
    // The casts stop at the ends of the range, which only a field of three times its width in height reaches.
    Some(((x as i16, y as i16), (bounds.height() * unit) as i16))
}

fn extend(strokes: &mut [Stroke], point: (i16, i16)) {
    let points: usize = strokes.iter().map(Vec::len).sum();
    let Some(stroke) = strokes.last_mut().filter(|_| points < MOST_POINTS) else {
        return;
    };
    if stroke.last().is_none_or(|last| apart(*last, point)) {
        stroke.push(point);
    }
}

fn apart(a: (i16, i16), b: (i16, i16)) -> bool {
    let far = |a: i16, b: i16| (i32::from(a) - i32::from(b)).abs() >= STEP;
    far(a.0, b.0) || far(a.1, b.1)
}

/// The strokes as one SVG path; a single touch becomes a dot.
fn path(strokes: &[Stroke]) -> String {
    let mut path = String::new();
    for stroke in strokes {
        let mut letter = 'M';
        for (x, y) in stroke {
            path += &format!("{letter}{x} {y}");
            letter = 'L';
        }
        if stroke.len() == 1 {
            path += "h1";
        }
    }
    path
}

/// The box around all strokes, with an edge of 200 for the width of the pen.
fn frame_of(strokes: &[Stroke]) -> String {
    let (left, width) = span(strokes.iter().flatten().map(|point| point.0));
    let (top, height) = span(strokes.iter().flatten().map(|point| point.1));
    format!("{left} {top} {width} {height}")
}

fn span(places: impl Iterator<Item = i16> + Clone) -> (i32, i32) {
    let from = i32::from(places.clone().min().unwrap_or(0));
    let to = i32::from(places.max().unwrap_or(0));
    (from - 200, to - from + 400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_drawn_and_framed() {
        for (strokes, drawn, framed) in [
            (vec![], "", "-200 -200 400 400"),
            (vec![vec![(10, 20)]], "M10 20h1", "-190 -180 400 400"),
            (vec![vec![(0, 0), (500, 900)], vec![(700, 100)]], "M0 0L500 900M700 100h1", "-200 -200 1100 1300"),
        ] {
            assert_eq!(path(&strokes), drawn);
            assert_eq!(frame_of(&strokes), framed);
        }
    }

    #[test]
    fn a_stroke_leaves_out_what_cannot_be_seen() {
        let mut strokes = vec![vec![(0, 0)]];
        for point in [(10, 10), (39, 39), (40, 0), (41, 39), (41, 41)] {
            extend(&mut strokes, point);
        }
        assert_eq!(strokes, [[(0, 0), (40, 0), (41, 41)]]);
    }
}
