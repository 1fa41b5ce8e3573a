//! The icon as a picture: some launchers do not read SVG.

use crate::shell::Done;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Draws an SVG at its own size and gives it as PNG.
pub fn png(svg: &[u8]) -> Done<Vec<u8>> {
    let tree = Tree::from_data(svg, &Options::default())?;
    let size = tree.size().to_int_size();
    let mut picture = Pixmap::new(size.width(), size.height()).ok_or("an icon without a size")?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    Ok(picture.encode_png()?)
}
