//! Line icons on a grid of 24 (图标); each stands beside a word.

use crate::markup::view;
use leptos::prelude::*;

/// The icons there are.
#[allow(missing_docs)] // The names say what is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Alarm,
    Back,
    Box,
    Camera,
    Check,
    Cloud,
    CloudOff,
    Cross,
    Erase,
    Home,
    List,
    Me,
    Next,
    Paper,
    People,
    Qr,
    Undo,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Alarm => "M12 4.2 21 19.6H3ZM12 10v4.4M12 16.8v.3",
            Icon::Back => "m15 5-7 7 7 7",
            Icon::Box => "M4 9.5h16V20H4ZM9 9.5v-5h6v5M8.5 6.8h7M9 13h6",
            Icon::Camera => "M4 8h3.5L9 5.8h6L16.5 8H20v11H4ZM15.4 13.2a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 0 1 6.8 0",
            Icon::Check => "M5 12.5 9.5 17 19 7.5",
            Icon::Cloud => "M7 18h10.2a3.8 3.8 0 0 0 1.3-7.4A6 6 0 0 0 7 9.2 4.5 4.5 0 0 0 7 18",
            Icon::CloudOff => "M7 18h10.2a3.8 3.8 0 0 0 1.3-7.4A6 6 0 0 0 10 6.4M6.6 9.2A4.5 4.5 0 0 0 7 18M4 4l16 16",
            Icon::Cross => "M6 6l12 12M18 6 6 18",
            Icon::Erase => "M9 6h11v12H9l-6-6ZM12 9.5l5 5M17 9.5l-5 5",
            Icon::Home => "M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5h-5v5H5a1 1 0 0 1-1-1Z",
            Icon::List => "M5 4.5h14v15H5ZM8.5 9h7M8.5 12.3h7M8.5 15.6h4",
            Icon::Me => "M15.5 8.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0M5 20c.7-4 3.4-6 7-6s6.3 2 7 6",
            Icon::Next => "m9 6 6 6-6 6",
            Icon::Paper => "M6 4h9l4 4v12H6ZM14.5 4v4.5H19M9.2 13h6.4M9.2 16.4h4.4",
            Icon::People => {
                "M12.2 9a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0M3.2 19c.6-3.3 2.9-5 5.8-5s5.2 1.7 5.8 5M15.5 6.2a3 3 0 0 1 0 5.6M17 14.4c2 .6 3.4 2.2 3.8 4.6"
            }
            Icon::Qr => "M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h3v3M20 14v6h-3M14 18v2",
            Icon::Undo => "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4",
        }
    }
}

/// Draws an icon; screen readers pass over it.
pub fn icon(icon: Icon) -> AnyView {
    drawn("i", icon)
}

/// The same at the size of small print.
pub(super) fn small(icon: Icon) -> AnyView {
    drawn("i s", icon)
}

fn drawn(class: &'static str, icon: Icon) -> AnyView {
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.path() />
        </svg>
    }
}
