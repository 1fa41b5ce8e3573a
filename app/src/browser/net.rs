//! Asking the township's server (联网), and telling our server from a login page in between.

use super::timer::after;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

/// A body above so many bytes is deflated on its way.
const LONG: usize = 1024;

/// The form of what is sent and expected back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// The exchange of entries.
    Cbor,
    /// Sign-in, and the views of the desk.
    Json,
    /// A file somebody chose; what comes back is JSON.
    File,
}

impl Wire {
    fn mime(self) -> &'static str {
        match self {
            Wire::Cbor => "application/cbor",
            Wire::Json | Wire::File => "application/json",
        }
    }

    fn sent(self) -> &'static str {
        match self {
            Wire::Cbor | Wire::Json => self.mime(),
            Wire::File => "application/octet-stream",
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// No connection could be made.
    Offline,
    /// The answer did not come in full within the time.
    Timeout,
    /// Our server refused: the HTTP status, and the body with its reason code.
    Status(u16, Vec<u8>),
    /// Someone else answered, such as the login page of a hotel's network.
    NotOurs,
}

/// One question to the server.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The path, such as `/api/sync`.
    pub path: &'a str,
    /// The form of both the body and the answer.
    pub wire: Wire,
    /// What is sent by POST; without it the question is a GET.
    pub body: Option<&'a [u8]>,
    /// The session's token, if signed in.
    pub bearer: Option<&'a str>,
    /// The time for all of it, in milliseconds.
    pub timeout_ms: u32,
}

impl Ask<'_> {
    /// Sends the question and reads the whole answer.
    pub async fn send(self) -> Result<Vec<u8>, NetError> {
        let breaker = AbortController::new().map_err(|_| NetError::Offline)?;
        let signal = breaker.signal();
        let timer = after(self.timeout_ms, move || breaker.abort());
        let options = RequestInit::new();
        options.set_signal(Some(&signal));
        let answer = self.exchange(&options).await;
        drop(timer);
        answer.unwrap_or_else(|_| Err(if signal.aborted() { NetError::Timeout } else { NetError::Offline }))
    }

    async fn exchange(self, options: &RequestInit) -> Result<Result<Vec<u8>, NetError>, JsValue> {
        let headers = web_sys::Headers::new()?;
        headers.set("accept", self.wire.mime())?;
        if let Some(token) = self.bearer {
            headers.set("authorization", &["Bearer ", token].concat())?;
        }
        if let Some(body) = self.body {
            headers.set("content-type", self.wire.sent())?;
            options.set_method("POST");
            options.set_body(&match deflated(body).await {
                Some(deflated) => {
                    headers.set("content-encoding", "deflate")?;
                    deflated
                }
                None => Uint8Array::from(body).into(),
            });
        }
        options.set_headers(&headers);
        let response: Response = JsFuture::from(fetch(self.path, options)).await?.dyn_into()?;
        let body = JsFuture::from(response.array_buffer()?).await?;
        Ok(judge(&response, self.wire, Uint8Array::new(&body).to_vec()))
    }
}

/// A long body as the server inflates it; none for a short one, and where the browser cannot.
async fn deflated(body: &[u8]) -> Option<JsValue> {
    if body.len() <= LONG {
        return None;
    }
    let stream = Whole::new(&Uint8Array::from(body)).ok()?.body().pipe_through(&Deflate::new("deflate").ok()?);
    let whole: Response = Whole::new(stream.ok()?.as_ref()).ok()?.unchecked_into();
    JsFuture::from(whole.array_buffer().ok()?).await.ok()
}

/// A login page answers with a redirect, with 511, or with a page of its own in place of our form.
fn judge(response: &Response, wire: Wire, body: Vec<u8>) -> Result<Vec<u8>, NetError> {
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let ours = kind.starts_with(wire.mime());
    match response.status() {
        _ if response.redirected() => Err(NetError::NotOurs),
        200..=299 if ours => Ok(body),
        200..=399 | 511 => Err(NetError::NotOurs),
        status => Err(NetError::Status(status, body)),
    }
}

#[wasm_bindgen]
extern "C" {
    fn fetch(path: &str, options: &RequestInit) -> Promise;

    // Where there is none the constructor throws, which is caught.
    #[wasm_bindgen(js_name = CompressionStream)]
    type Deflate;
    #[wasm_bindgen(constructor, catch, js_class = "CompressionStream")]
    fn new(format: &str) -> Result<Deflate, JsValue>;

    #[wasm_bindgen(js_name = Response)]
    type Whole;
    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsValue) -> Result<Whole, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Whole) -> Stream;

    #[wasm_bindgen(js_name = ReadableStream)]
    type Stream;
    #[wasm_bindgen(method, catch, js_name = pipeThrough)]
    fn pipe_through(this: &Stream, through: &Deflate) -> Result<Stream, JsValue>;
}
