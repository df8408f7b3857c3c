//! A mail as the relay got it, and what is in it.

/// A mail that was taken over.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub recipients: Vec<String>,
    /// As it came, dots unstuffed.
    pub data: Vec<u8>,
    pub tls: bool,
    pub user: Option<String>,
    /// Which connection, counted from 1.
    pub connection: usize,
}

impl Received {
    /// The raw header lines of this name, unfolded.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.data).into_owned();
        let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
        let prefix = format!("{}:", name.to_ascii_lowercase());
        head.split("\r\n")
            .filter(|line| line.to_ascii_lowercase().starts_with(&prefix))
            .map(|line| line[prefix.len()..].trim().to_owned())
            .collect()
    }

    /// The names of all headers, in order.
    pub fn header_names(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.data).into_owned();
        let head = text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
        head.split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap_or_default().to_owned())
            .collect()
    }

    /// Decoded subject.
    pub fn subject(&self) -> String {
        self.parsed(|m| m.subject().unwrap_or_default().to_owned())
    }

    /// Decoded plain-text part.
    pub fn text(&self) -> String {
        self.parsed(|m| m.body_text(0).unwrap_or_default().into_owned())
    }

    /// Decoded HTML part.
    pub fn html(&self) -> String {
        self.parsed(|m| m.body_html(0).unwrap_or_default().into_owned())
    }

    /// The first run of 6 to 10 digits that stands alone in the text: the code.
    pub fn code(&self) -> Option<String> {
        let text = self.text();
        let mut runs = text.split(|c: char| !c.is_ascii_digit());
        runs.find(|run| (6..=10).contains(&run.len())).map(ToOwned::to_owned)
    }

    fn parsed<T>(&self, read: impl FnOnce(&mail_parser::Message<'_>) -> T) -> T {
        read(&mail_parser::MessageParser::default().parse(&self.data).expect("a mail"))
    }
}
