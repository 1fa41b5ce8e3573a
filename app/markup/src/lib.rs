//! `view!` for the app's screens: Leptos's way of writing a view, drawn by one type of element.
//!
//! Leptos makes a type of its own for every element with its attributes and children, and each is compiled
//! anew. Here every element is a `crate::markup::El`, so a screen costs a phone calls and words, not types.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement, NodeName};
use syn::Stmt;
use syn::spanned::Spanned;

/// Draws elements, components (their names begin with a capital), text and `{expressions}`; an `AnyView`.
///
/// `class:name=flag` sets a class while a flag holds, `on:event=act` listens, `prop:value=text` keeps a
/// property, `style:name=text` a style, `ready=act` meets the element once it stands; every value may be plain, a signal or a closure that is followed as it changes.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match rstml::parse(tokens).and_then(|nodes| several(&nodes)) {
        Ok(view) => view.into(),
        Err(error) => error.to_compile_error().into(),
    }
}

fn several(nodes: &[Node]) -> syn::Result<TokenStream> {
    match nodes {
        [one] => single(one),
        _ => {
            let views = nodes.iter().map(single).collect::<syn::Result<Vec<_>>>()?;
            Ok(quote! { crate::markup::all(::std::vec![#(#views),*]) })
        }
    }
}

/// One node as a view of its own.
fn single(node: &Node) -> syn::Result<TokenStream> {
    match node {
        Node::Element(it) if is_component(it.name()) => component(it),
        Node::Element(it) => element(it),
        Node::Block(it) => {
            let inside = inside(it);
            Ok(quote_spanned! { it.span() => crate::markup::Content::view(#inside) })
        }
        Node::Text(it) => {
            let text = &it.value;
            Ok(quote! { crate::markup::Content::view(#text) })
        }
        Node::Fragment(it) => several(&it.children),
        Node::Comment(_) | Node::Doctype(_) | Node::RawText(_) | Node::Custom(_) => {
            Err(syn::Error::new(node.span(), "not an element, a component, a text in quotes or a {block}"))
        }
    }
}

/// The expression of a block, or the whole block where it has more than one.
fn inside(block: &NodeBlock) -> TokenStream {
    match block.try_block().map(|block| block.stmts.as_slice()) {
        Some([Stmt::Expr(expression, None)]) => quote! { #expression },
        Some(_) | None => quote! { #block },
    }
}

fn is_component(name: &NodeName) -> bool {
    match name {
        NodeName::Path(it) => {
            it.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
        }
        NodeName::Punctuated(_) | NodeName::Block(_) => false,
    }
}

fn element(it: &NodeElement<Infallible>) -> syn::Result<TokenStream> {
    let tag = it.name().to_string();
    let make = match tag.as_str() {
        "svg" | "path" | "g" | "rect" => quote! { crate::markup::El::drawn(#tag) },
        _ => quote! { crate::markup::El::new(#tag) },
    };
    let settings = keyed(it).map(setting).collect::<syn::Result<Vec<_>>>()?;
    let children = it.children.iter().map(single).collect::<syn::Result<Vec<_>>>()?;
    Ok(quote! {{
        let mut element = #make;
        #(element.#settings;)*
        #(element.add(#children);)*
        element.view()
    }})
}

fn keyed(it: &NodeElement<Infallible>) -> impl Iterator<Item = &KeyedAttribute> {
    it.attributes().iter().filter_map(|attribute| match attribute {
        NodeAttribute::Attribute(keyed) => Some(keyed),
        NodeAttribute::Block(_) => None,
    })
}

/// The call that puts one attribute on the element.
fn setting(it: &KeyedAttribute) -> syn::Result<TokenStream> {
    let key = it.key.to_string().replace(' ', "");
    let Some(value) = it.value() else {
        return Err(syn::Error::new(it.key.span(), "an attribute needs a value"));
    };
    Ok(match (key.split_once(':'), it.value_literal_string()) {
        (None, _) if key == "ready" => quote! { ready(#value) },
        (None, Some(text)) => quote! { fixed(#key, #text) },
        (None, None) => quote! { set(#key, #value) },
        (Some(("class", class)), _) => quote! { class(#class, #value) },
        (Some(("prop", name)), _) => quote! { keep(#name, #value) },
        (Some(("style", name)), _) => quote! { style(#name, #value) },
        (Some(("on", event)), _) => {
            let event = syn::Ident::new(event, Span::call_site());
            quote! { on(::leptos::ev::#event, #value) }
        }
        (Some(_), _) => return Err(syn::Error::new(it.key.span(), "class:, style:, prop: and on: are all there is")),
    })
}

fn component(it: &NodeElement<Infallible>) -> syn::Result<TokenStream> {
    let name = it.name();
    let props = keyed(it).map(|prop| {
        let key = &prop.key;
        prop.value().map_or_else(|| quote! { .#key(#key) }, |value| quote! { .#key(#value) })
    });
    let children = match it.children.as_slice() {
        [] => quote! {},
        children => {
            let children = several(children)?;
            quote! { .children(::leptos::children::ToChildren::to_children(move || #children)) }
        }
    };
    Ok(quote! {
        ::leptos::component::component_view(
            &#name,
            ::leptos::component::component_props_builder(&#name) #(#props)* #children .build(),
        )
    })
}
