//! What must hold on every page whose words are checked elsewhere: it fits, can be pressed and read, and has no complaint.

use serde_json::json;

use super::chromium::Browser;

/// Widths in CSS pixels and colours that a page is looked at in; the last word: whether axe looks too, which takes
/// longest and finds the same at 390 as at 320 pixels.
const VIEWS: [(u32, bool, bool); 4] =
    [(320, false, true), (390, true, false), (1280, false, false), (1280, true, true)];

/// What can be pressed, is shown, and is smaller than 24 CSS pixels (WCAG 2.2, 2.5.8). A choice is pressed on its
/// whole label.
const SMALL: &str = "[...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]\
     .filter((e) => e.getClientRects().length > 0 && e.checkVisibility() && !e.matches('.unseen, .skip'))\
     .filter((e) => !e.closest('.choice'))\
     .filter((e) => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; })\
     .map((e) => e.outerHTML.slice(0, 120))";

/// Stops what leads on by itself, so that the page stays as long as it is looked at.
const STAY: &str = "(() => { for (let timer = 1; timer < 1000; timer++) clearTimeout(timer); return 0; })()";

/// Another window, other colours; the page stays as it is.
pub async fn resize(browser: &Browser, width: u32, dark: bool) {
    let height = if width < 600 { 844 } else { 800 };
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
    browser.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    let scheme = if dark { "dark" } else { "light" };
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    browser.cdp("Emulation.setEmulatedMedia", media).await;
}

/// Looks at the page in each view: nothing to scroll sideways, nothing too small, nothing that axe finds, no
/// complaint of the browser. `LATCHKEY_SHOTS` asks for pictures, named by `name`, width and colour.
pub async fn look(browser: &Browser, name: &str) {
    browser.evaluate(STAY).await;
    for (width, dark, axe) in VIEWS {
        resize(browser, width, dark).await;
        let view = format!("{name}-{width}-{}", if dark { "dark" } else { "light" });
        if std::env::var_os("LATCHKEY_SHOTS").is_some() {
            browser.screenshot(&view).await;
        }
        assert!(!browser.overflows().await, "{view}: it must be scrolled sideways");
        assert_eq!(browser.evaluate(SMALL).await, json!([]), "{view}: too small to be pressed");
        if axe {
            browser.assert_accessible(&view).await;
        }
    }
    let mut complaints = browser.complaints().await;
    // The status of a page that says what is wrong.
    complaints.retain(|c| !["4", "503"].iter().any(|n| c.contains(&format!("server responded with a status of {n}"))));
    assert_eq!(complaints, Vec::<String>::new(), "{name}");
}
