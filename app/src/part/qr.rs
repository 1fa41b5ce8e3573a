//! A QR code on the screen (二维码), for carrying records by sight.

use crate::markup::view;
use crate::text::part as text;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// A QR code ready to draw: its side in modules and the dark ones as one SVG path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QrShow {
    side: i32,
    path: String,
}

/// A code of bytes; none if they are too many for one (2,331 at most).
pub fn qr_bytes(bytes: &[u8]) -> Option<QrShow> {
    QrCode::encode_binary(bytes, QrCodeEcc::Medium).ok().map(|code| drawn(&code))
}

/// A code of writing, such as an address; none if it is too long.
pub fn qr_text(writing: &str) -> Option<QrShow> {
    QrCode::encode_text(writing, QrCodeEcc::Medium).ok().map(|code| drawn(&code))
}

impl QrShow {
    /// Draws the code with the quiet edge scanners need, and a line below it.
    pub fn view(self, line: String) -> AnyView {
        let side = self.side + 8;
        view! {
            <figure class="qr">
                <svg viewBox=format!("-4 -4 {side} {side}") role="img" aria-label=text::QR>
                    <path d=self.path />
                </svg>
                <figcaption>{line}</figcaption>
            </figure>
        }
    }
}

fn drawn(code: &QrCode) -> QrShow {
    let side = code.size();
    let mut path = String::new();
    for y in 0..side {
        for x in (0..side).filter(|x| code.get_module(*x, y)) {
            path += &format!("M{x} {y}h1v1h-1z");
        }
    }
    QrShow { side, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_holds_what_it_can_and_refuses_the_rest() {
        for (length, fits) in [(0, true), (90, true), (2331, true), (2332, false)] {
            assert_eq!(qr_bytes(&vec![7; length]).is_some(), fits, "{length} bytes");
        }
        let code = qr_text("https://example.org").unwrap_or_default();
        assert_eq!(code.side, 25);
        assert!(code.path.starts_with("M0 0h1v1h-1zM1 0"), "the finder pattern begins at the corner");
    }
}
