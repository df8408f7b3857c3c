//! What people call their own things: "Work phone", "Blue key".

/// Most characters of a name.
pub const MOST: usize = 40;

/// A name as it is kept: one line, without characters that hide or reorder, cut to [`MOST`] characters. May be empty.
#[must_use]
pub fn tidy(typed: &str) -> String {
    let seen = typed.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let seen: String = seen.filter(|c| !c.is_control() && !super::identifier::is_hidden(*c)).collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(MOST).collect::<String>().trim_end().to_owned()
}

/// What kind of device a browser runs on, by its own words for itself: the stem of a message, `device-<stem>`.
#[must_use]
pub fn device(agent: &str) -> &'static str {
    const SIGNS: [(&str, &str); 7] = [
        ("iPhone", "iphone"),
        ("iPad", "ipad"),
        ("Android", "android"),
        ("Windows", "windows"),
        ("CrOS", "chromebook"),
        ("Macintosh", "mac"),
        ("Linux", "linux"),
    ];
    SIGNS.into_iter().find(|(sign, _)| agent.contains(sign)).map_or("other", |(_, stem)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        for (typed, kept) in
            [("  Work\t phone\r\n", "Work phone"), ("a\u{202E}b\u{200B}c\u{0}", "abc"), ("", ""), ("<b>&\"", "<b>&\"")]
        {
            assert_eq!(tidy(typed), kept, "{typed:?}");
        }
        assert_eq!(tidy(&"é".repeat(100)).chars().count(), MOST);
    }

    #[test]
    fn a_device_is_known_by_its_browser() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15";
        let phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36";
        let desk = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36";
        assert_eq!([iphone, phone, desk, "curl/8"].map(device), ["iphone", "android", "windows", "other"]);
    }
}
