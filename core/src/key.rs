//! Keys and signatures (密钥、签名): which suites there are, how a key is written, and what is signed.

use crate::event::wire;
use crate::id::to_bytes;
use minicbor::Encode;

/// The numbers of the signature suites.
pub mod suite {
    /// No key, so no seals.
    pub const NONE: u8 = 0;
    /// ECDSA on P-256 with SHA-256; the key is an uncompressed point (65 bytes), the signature r ‖ s.
    pub const P256: u8 = 1;
    /// Ed25519 (RFC 8032), checked strictly.
    pub const ED25519: u8 = 2;
    /// SM2 with SM3 (GB/T 32918), reserved.
    pub const SM2: u8 = 3;
}

/// A public key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey {
    /// Its suite, see [`suite`].
    pub suite: u8,
    /// Its bytes, as the suite writes them.
    pub bytes: Vec<u8>,
}
wire!(PublicKey { suite } bytes { bytes });

impl PublicKey {
    /// How many bytes a key of P-256 has.
    const P256: usize = 65;

    /// A key of P-256 as the township posts it: 130 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(pair).collect();
        Self::p256(bytes?)
    }

    /// A key of P-256, if these bytes can be one.
    #[must_use]
    pub fn p256(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() == Self::P256).then_some(Self { suite: suite::P256, bytes })
    }

    /// The bytes in hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        let digits =
            |byte: &u8| [byte >> 4, byte & 15].map(|four| char::from_digit(u32::from(four), 16).unwrap_or('0'));
        self.bytes.iter().flat_map(digits).collect()
    }
}

/// A name, so that no signature can be taken for one over something else, and what is signed.
pub(crate) fn named<T: Encode<()>>(name: &[u8], fields: &T) -> Vec<u8> {
    [name, &to_bytes(fields)].concat()
}

/// Checks signatures and, for those who have a private key, makes them. A phone signs in its browser.
#[cfg(feature = "seal")]
pub mod sign {
    use super::{PublicKey, suite};

    /// Whether `signature` is that of `key` over `bytes`, by the one strict rule of its suite.
    #[must_use]
    pub fn verify(key: &PublicKey, bytes: &[u8], signature: &[u8]) -> bool {
        match key.suite {
            suite::P256 => p256_verify(&key.bytes, bytes, signature).is_some(),
            suite::ED25519 => ed25519_verify(&key.bytes, bytes, signature).is_some(),
            _ => false,
        }
    }

    fn p256_verify(key: &[u8], bytes: &[u8], signature: &[u8]) -> Option<()> {
        use p256::ecdsa::signature::Verifier;
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().filter(|_| key.len() == 65)?;
        key.verify(bytes, &p256::ecdsa::Signature::from_slice(signature).ok()?).ok()
    }

    fn ed25519_verify(key: &[u8], bytes: &[u8], signature: &[u8]) -> Option<()> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        key.verify_strict(bytes, &ed25519_dalek::Signature::from_slice(signature).ok()?).ok()
    }

    /// A private key, of P-256.
    #[derive(Clone)]
    pub struct PrivateKey(p256::ecdsa::SigningKey);

    impl PrivateKey {
        /// The key of 32 secret bytes; nothing for the few values that are none.
        #[must_use]
        pub fn from_secret(secret: &[u8; 32]) -> Option<Self> {
            p256::ecdsa::SigningKey::from_slice(secret).ok().map(Self)
        }

        /// The public half.
        #[must_use]
        pub fn public(&self) -> PublicKey {
            let point = self.0.verifying_key().to_encoded_point(false);
            PublicKey { suite: suite::P256, bytes: point.as_bytes().to_vec() }
        }

        /// Signs; the same bytes always get the same signature (RFC 6979).
        #[must_use]
        pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
            use p256::ecdsa::signature::Signer;
            let signature: p256::ecdsa::Signature = self.0.sign(bytes);
            signature.to_bytes().to_vec()
        }
    }
}
