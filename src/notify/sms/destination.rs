//! Which numbers may get text messages or calls at all: the country is named by the administrator, and the number is of a
//! kind that takes texts at the usual price (R41, N19). Asked at registration and again at every send.

use std::collections::BTreeSet;

use phonenumber::{Type, country, metadata::DATABASE};

use crate::{domain::contact::Phone, notify::settings::SettingsError};

/// Why a number gets no text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its country is not on the list; `None` where a number belongs to no country.
    #[error("text messages to this country are not allowed ({0:?})")]
    Country(Option<&'static str>),
    /// Premium, shared cost, satellite, pager, internet telephony, personal, landline ... : this kind of number.
    #[error("a number of this kind gets no text messages ({0})")]
    Kind(&'static str),
}

impl Refused {
    /// Stable code: `sms-country` or `sms-number-type`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Country(_) => "sms-country",
            Self::Kind(_) => "sms-number-type",
        }
    }
}

/// The countries that may get text messages.
#[derive(Debug, Clone, Default)]
pub struct Destinations {
    countries: BTreeSet<String>,
}

impl Destinations {
    /// Takes ISO 3166-1 alpha-2 codes, in any case.
    ///
    /// # Errors
    /// [`SettingsError`] names the code that is none.
    pub fn new(codes: &[String]) -> Result<Self, SettingsError> {
        let mut countries = BTreeSet::new();
        for code in codes {
            let upper = code.trim().to_ascii_uppercase();
            if upper.len() != 2 || upper.parse::<country::Id>().is_err() {
                return Err(SettingsError::new(
                    "allowed_countries",
                    format!("`{}` is no country", code.escape_debug()),
                    "write two-letter ISO 3166 codes, `[\"FR\", \"DE\"]`",
                ));
            }
            countries.insert(upper);
        }
        Ok(Self { countries })
    }

    /// Whether no country is named, so that no text message is ever sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.countries.is_empty()
    }

    /// Looks at one number.
    ///
    /// # Errors
    /// [`Refused`] when it may get no text message.
    pub fn check(&self, phone: &Phone) -> Result<(), Refused> {
        text_kind(self.kind_of(phone)?)
    }

    /// The same for a call: a desk phone is called too.
    ///
    /// # Errors
    /// [`Refused`] when it may not be called.
    pub fn check_call(&self, phone: &Phone) -> Result<(), Refused> {
        match self.kind_of(phone)? {
            Type::FixedLine | Type::Uan | Type::Voip => Ok(()),
            other => text_kind(other),
        }
    }

    /// Which kind of number it is, when its country is on the list.
    fn kind_of(&self, phone: &Phone) -> Result<Type, Refused> {
        let number = phonenumber::parse(None, phone.as_str()).map_err(|_| Refused::Kind("not a number"))?;
        if matches!(number.code().value(), 800 | 808 | 870 | 878 | 881 | 882 | 883 | 888 | 979) {
            return Err(Refused::Kind("satellite or international service"));
        }
        let Some(metadata) = number.metadata(&DATABASE) else { return Err(Refused::Country(None)) };
        match self.countries.get(metadata.id()) {
            Some(_) => Ok(number.number_type(&DATABASE)),
            None => Err(Refused::Country(Some(metadata.id()))),
        }
    }
}

fn text_kind(kind: Type) -> Result<(), Refused> {
    Err(Refused::Kind(match kind {
        Type::Mobile | Type::FixedLineOrMobile => return Ok(()),
        Type::FixedLine => "landline",
        Type::TollFree => "toll-free",
        Type::PremiumRate => "premium rate",
        Type::SharedCost => "shared cost",
        Type::PersonalNumber => "personal number",
        Type::Voip => "internet telephony",
        Type::Pager => "pager",
        Type::Uan => "company number",
        Type::Emergency => "emergency",
        Type::Voicemail => "voice mail",
        Type::ShortCode => "short code",
        _ => "unknown kind",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, countries: &[&str]) -> Result<(), Refused> {
        let countries: Vec<String> = countries.iter().map(ToString::to_string).collect();
        Destinations::new(&countries).unwrap().check(&Phone::parse(number, None).expect(number))
    }

    #[test]
    fn r41_only_named_countries_get_text_messages() {
        assert_eq!(check("+33612345678", &[]), Err(Refused::Country(Some("FR"))));
        assert_eq!(check("+33612345678", &["de"]), Err(Refused::Country(Some("FR"))));
        assert_eq!(check("+33612345678", &["de", "fr"]), Ok(()));
        assert_eq!(check("+14155552671", &["US"]), Ok(()));
        // The same calling code, other countries: a classic of SMS fraud.
        assert_eq!(check("+18765551234", &["US"]), Err(Refused::Country(Some("JM"))));
        assert_eq!(check("+77012345678", &["RU"]), Err(Refused::Country(Some("KZ"))));
    }

    #[test]
    fn r41_numbers_that_cost_or_take_no_texts_are_refused() {
        for (number, country) in [
            ("+19002345678", "US"),
            ("+449098790000", "GB"),
            ("+447012345678", "GB"),
            ("+448701234567", "GB"),
            ("+445612345678", "GB"),
            ("+447640123456", "GB"),
            ("+33899123456", "FR"),
            ("+33820123456", "FR"),
            ("+33912345678", "FR"),
            ("+33142685300", "FR"),
            ("+498001234567", "DE"),
            ("+491806123456", "DE"),
            ("+4932123456789", "DE"),
            ("+611900123456", "AU"),
        ] {
            assert!(
                matches!(check(number, &[country]), Err(Refused::Kind(_))),
                "{number}: {:?}",
                check(number, &[country])
            );
        }
    }

    #[test]
    fn r41_satellite_numbers_belong_to_no_country_that_could_be_allowed() {
        for number in ["+881612345678", "+870773123456", "+8835100012345", "+979123456789"] {
            if let Ok(phone) = Phone::parse(number, None) {
                let all = Destinations::new(&["US".into(), "GB".into(), "FR".into()]).unwrap();
                assert!(matches!(all.check(&phone), Err(Refused::Kind(_))), "{number}");
            }
        }
        assert!(Phone::parse("+881612345678", None).is_ok(), "at least one of them is a number");
    }

    #[test]
    fn r41_a_desk_phone_may_be_called_and_a_premium_number_may_not() {
        let france = Destinations::new(&["FR".into()]).unwrap();
        let call = |number: &str| france.check_call(&Phone::parse(number, None).unwrap());
        assert_eq!(call("+33142685300"), Ok(()));
        assert_eq!(call("+33612345678"), Ok(()));
        assert!(matches!(call("+33899123456"), Err(Refused::Kind(_))));
        assert!(matches!(call("+881612345678"), Err(Refused::Kind(_))));
        assert_eq!(call("+14155552671"), Err(Refused::Country(Some("US"))));
    }

    #[test]
    fn codes_that_are_no_country_are_named() {
        for bad in ["XX", "FRA", "", "F", "001", "\u{202e}FR"] {
            let error = Destinations::new(&[bad.to_owned()]).unwrap_err();
            assert_eq!(error.key, "allowed_countries");
        }
    }
}
