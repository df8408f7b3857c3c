//! From the configuration file's sections to the settings of the modules. The file is checked before; what can
//! still go wrong here is a section that its module refuses.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use secrecy::SecretString;

use super::AppError;
use crate::{
    breach::{self, Breach, RangeSettings, WhenDown},
    config::{self, Config},
    crypto::hasher::Hasher,
    directory::ldap::settings::{AttributeNames, Kind, LdapSettings},
    domain::{
        banned::{BannedList, Mode},
        contact::Mailbox,
        numbers::Numbers,
        time::Clock,
    },
    flows::password::Judge,
    limits::LimitNumbers,
    notify::settings::{
        BodyFormat, GatewaySettings, GatewaySuccess, MailSecurity, MailSettings, Provider, SmsSettings, TwilioSettings,
    },
};

fn missing(key: &'static str) -> AppError {
    AppError::Setting(format!("{key} is missing; `latchkey config check` says more"))
}

/// The LDAP driver's settings; `None` for the embedded directory.
pub fn ldap(config: &Config) -> Result<Option<LdapSettings>, AppError> {
    use config::directory::Kind as Section;
    let section = &config.directory;
    let kind = match section.kind {
        Some(Section::ActiveDirectory) => Kind::ActiveDirectory,
        Some(Section::OpenLdap) => Kind::OpenLdap,
        Some(Section::Ds389) => Kind::Ds389,
        Some(Section::FreeIpa) => Kind::FreeIpa,
        Some(Section::Embedded) => return Ok(None),
        None => return Err(missing("directory.kind")),
    };
    let base = section.base.as_deref().ok_or_else(|| missing("directory.base"))?;
    let bind_dn = section.bind_dn.as_deref().ok_or_else(|| missing("directory.bind_dn"))?;
    let password = section.bind_password.clone().ok_or_else(|| missing("directory.bind_password"))?;
    let mut settings = LdapSettings::new(kind, section.server_urls(), base, bind_dn, password);
    settings.ca_file.clone_from(&section.ca_file);
    settings.ca_pins.clone_from(&section.ca_pins);
    settings.connect_timeout = section.connect_timeout();
    settings.operation_timeout = section.operation_timeout();
    settings.failover_budget = section.failover_budget();
    settings.user_filter.clone_from(&section.user_filter);
    settings.attributes = AttributeNames {
        mailboxes: section.attributes.mail.clone(),
        mobiles: section.attributes.mobile.clone(),
        office_phones: section.attributes.office.clone(),
        language: section.attributes.language.clone(),
    };
    settings.default_region.clone_from(&section.default_region);
    settings.service_ous.clone_from(&section.service_ous);
    settings.protected_groups.clone_from(&section.protected_groups);
    settings.protected_accounts.clone_from(&section.protected_accounts);
    settings.write_to_pdc = section.write_to_pdc;
    settings.password_policy.clone_from(&section.password_policy);
    Ok(Some(settings))
}

/// The mail sender's settings; `None` when there is no mail server.
pub fn mail(config: &Config) -> Result<Option<MailSettings>, AppError> {
    let section = &config.mail;
    let Some(host) = section.host.clone() else { return Ok(None) };
    let mailbox = |key, text: &str| {
        Mailbox::parse(text).map_err(|_| AppError::Setting(format!("{key}: {text:?} is no plain mail address")))
    };
    Ok(Some(MailSettings {
        host,
        port: section.port(),
        security: match section.security {
            config::mail::Security::StartTls => MailSecurity::StartTls,
            config::mail::Security::Tls => MailSecurity::Tls,
            config::mail::Security::None => MailSecurity::None,
        },
        username: section.username.clone(),
        password: section.password.clone(),
        from: mailbox("mail.from", section.from.as_deref().ok_or_else(|| missing("mail.from"))?)?,
        from_name: section.from_name.clone().unwrap_or_else(|| config.organisation.name.clone().unwrap_or_default()),
        reply_to: section.reply_to.as_deref().map(|text| mailbox("mail.reply_to", text)).transpose()?,
        ca_file: section.ca_file.clone(),
        timeout: section.timeout(),
        hello_name: section.hello_name.clone(),
        resend_unknown: section.resend_unknown,
    }))
}

/// The text message sender's settings; `None` when there is no provider.
pub fn sms(config: &Config) -> Result<Option<SmsSettings>, AppError> {
    let section = &config.sms;
    let Some(provider) = provider(section, section.provider)? else { return Ok(None) };
    Ok(Some(SmsSettings {
        provider,
        second: self::provider(section, section.second_provider)?.map(Box::new),
        allowed_countries: section.countries.clone(),
        timeout: Duration::from_secs(section.timeout_seconds),
        resend_unknown: section.resend_unknown,
    }))
}

fn provider(section: &config::sms::Sms, which: config::sms::Provider) -> Result<Option<Provider>, AppError> {
    Ok(match which {
        config::sms::Provider::None => None,
        config::sms::Provider::Twilio => {
            let twilio = &section.twilio;
            Some(Provider::Twilio(TwilioSettings {
                account_sid: twilio.account_sid.clone().ok_or_else(|| missing("sms.twilio.account_sid"))?,
                api_key: twilio.api_key.clone(),
                auth_token: twilio.auth_token.clone().ok_or_else(|| missing("sms.twilio.auth_token"))?,
                from: twilio.from.clone(),
                messaging_service_sid: twilio.messaging_service_sid.clone(),
                voice_from: twilio.voice_from.clone(),
                base_url: twilio.base_url.clone(),
                ca_file: section.ca_file.clone(),
            }))
        }
        config::sms::Provider::Http => {
            let http = &section.http;
            let secrets: BTreeMap<String, SecretString> =
                http.token.iter().map(|token| ("token".to_owned(), token.clone())).collect();
            Some(Provider::Http(GatewaySettings {
                url: http.url.clone().ok_or_else(|| missing("sms.http.url"))?,
                method: http.method.clone(),
                headers: http.headers.clone(),
                format: match http.format {
                    config::sms::BodyFormat::Json => BodyFormat::Json,
                    config::sms::BodyFormat::Form => BodyFormat::Form,
                    config::sms::BodyFormat::Xml => BodyFormat::Xml,
                    config::sms::BodyFormat::Text => BodyFormat::Text,
                },
                body: http.body.clone(),
                secrets,
                success: GatewaySuccess {
                    status: Vec::new(),
                    pointer: http.success.pointer.clone(),
                    equals: http.success.equals.clone(),
                    contains: http.success.contains.clone(),
                    retry_contains: http.success.retry_contains.clone(),
                },
                ca_file: section.ca_file.clone(),
            }))
        }
    })
}

/// The numbers of flows.
#[must_use]
pub fn numbers(config: &Config) -> Numbers {
    let section = &config.limits;
    Numbers {
        sms_code_digits: section.sms_code_digits,
        mail_code_digits: section.mail_code_digits,
        sms_code_life: section.sms_code_life(),
        mail_code_life: section.mail_code_life(),
        tries_per_challenge: section.tries_per_code,
        reset_life: section.reset_life(),
    }
}

/// What is asked of new passwords.
///
/// # Errors
/// [`AppError::Setting`]: a word that can not be banned, a file that is none.
pub fn judge(config: &Config, hasher: Arc<Hasher>, clock: &Arc<dyn Clock>) -> Result<Judge, AppError> {
    let section = &config.passwords;
    let setting = |key: &str, what: String| AppError::Setting(format!("{key}: {what}"));
    let banned = if section.banned.enabled {
        let terms = section.banned.all_terms().map_err(|what| setting("passwords.banned", what))?;
        let mode = if section.banned.strict { Mode::Strict } else { Mode::Documented };
        Some(if section.banned.builtin { BannedList::new(&terms, mode) } else { BannedList::only(&terms, mode) })
    } else {
        None
    };
    let leaked = &section.leaked;
    let breach = if leaked.enabled {
        let range = leaked.range_url.as_ref().map(|url| RangeSettings {
            url: url.trim_end_matches('/').to_owned(),
            timeout: leaked.timeout(),
            when_down: match leaked.when_down {
                config::passwords::WhenDown::Accept => WhenDown::Accept,
                config::passwords::WhenDown::Refuse => WhenDown::Refuse,
            },
        });
        let settings = breach::Settings { file: leaked.file.clone(), range };
        Some(Breach::new(&settings, clock).map_err(|error| setting("passwords.leaked", error.to_string()))?)
    } else {
        None
    };
    Ok(Judge::new(banned, breach, section.own_history, hasher))
}

/// The numbers of limits.
#[must_use]
pub fn limits(config: &Config) -> LimitNumbers {
    let section = &config.limits;
    LimitNumbers {
        tries_per_day: section.tries_per_day,
        starts_per_10_minutes: section.starts_per_10_minutes,
        starts_per_day: section.starts_per_day,
        office_networks: section.office_networks.clone(),
        sms_per_day: section.sms_per_day,
        sms_per_prefix: section.sms_per_country_per_day,
        ..LimitNumbers::default()
    }
}
