//! Pictures of an integration: PNG, SVG or WebP in base64, of a bounded size.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Largest icon, in bytes.
pub const MAX_ICON: usize = 48 * 1024;
/// Largest preview image, in bytes.
pub const MAX_PREVIEW: usize = 128 * 1024;
/// Previews at most.
pub const MAX_PREVIEWS: usize = 3;

/// The pictures of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Artwork {
    /// Beside its name.
    pub icon: Option<Image>,
    /// On its page; at most [`MAX_PREVIEWS`].
    pub previews: Vec<Image>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// `image/png`, `image/svg+xml` or `image/webp`.
    pub media_type: &'static str,
    base64: String,
}

/// Text that is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidImage {
    /// No base64.
    #[error("must be base64")]
    Encoding,
    /// Too many bytes.
    #[error("must have at most {0} bytes before encoding")]
    TooLarge(usize),
    /// None of the three formats.
    #[error("must be a PNG, SVG or WebP picture")]
    Format,
}

impl Image {
    /// Reads a picture; its format is told by its bytes.
    pub fn parse(base64: &str, most: usize) -> Result<Self, InvalidImage> {
        let text: String = base64.split_ascii_whitespace().collect();
        if text.len() / 4 * 3 > most + 3 {
            return Err(InvalidImage::TooLarge(most));
        }
        let bytes = STANDARD
            .decode(&text)
            .ok()
            .filter(|bytes| !bytes.is_empty())
            .ok_or(InvalidImage::Encoding)?;
        if bytes.len() > most {
            return Err(InvalidImage::TooLarge(most));
        }
        let media_type = media_type(&bytes).ok_or(InvalidImage::Format)?;
        Ok(Self {
            media_type,
            base64: text,
        })
    }

    /// The bytes in base64.
    pub fn base64(&self) -> &str {
        &self.base64
    }
}

fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("image/webp");
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_svg = text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg"));
    is_svg.then_some("image/svg+xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    #[test]
    fn the_bytes_tell_the_format() {
        for (bytes, media_type) in [
            (b"\x89PNG\r\n\x1a\nrest".as_slice(), "image/png"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
            (b"<?xml version='1.0'?>\n<svg/>", "image/svg+xml"),
        ] {
            let image = Image::parse(&encoded(bytes), 1_000).unwrap();
            assert_eq!(image.media_type, media_type);
            assert_eq!(STANDARD.decode(image.base64()).unwrap(), bytes);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 93]].concat();
        assert!(Image::parse(&encoded(&png), 101).is_ok());
        assert_eq!(
            Image::parse(&encoded(&png), 100),
            Err(InvalidImage::TooLarge(100))
        );
        assert_eq!(
            Image::parse(&encoded(&[0; 4_000]), 100),
            Err(InvalidImage::TooLarge(100))
        );
        for wrong in ["", "====", "not base64!", "data:image/png;base64,AAAA"] {
            assert_eq!(Image::parse(wrong, 100), Err(InvalidImage::Encoding), "{wrong}");
        }
        for bytes in [
            b"GIF89a".as_slice(),
            b"<html><svg/></html>",
            b"\xff\xd8\xff",
            b"RIFF",
        ] {
            assert_eq!(Image::parse(&encoded(bytes), 100), Err(InvalidImage::Format));
        }
    }
}
