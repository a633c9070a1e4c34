//! The bundled registries: a small server on loopback that answers as ORCID, Crossref, DataCite, OpenAlex and
//! doi.org do, about invented people and works, so that the demo runs the real pipeline without a network.

mod answer;
mod records;

use std::io;
use std::net::Ipv4Addr;

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use url::Url;

use answer::{Answer, Question};
use records::Records;

/// The running registries: where each API begins, and whom they know. They end when this is dropped.
#[derive(Debug)]
pub struct Bundled {
    /// ORCID.
    pub orcid_base_url: Url,
    /// Crossref.
    pub crossref_base_url: Url,
    /// DataCite.
    pub datacite_base_url: Url,
    /// OpenAlex.
    pub openalex_base_url: Url,
    /// doi.org.
    pub doi_base_url: Url,
    /// The ORCID iDs of the invented people, in the order of their introduction.
    pub orcid_ids: Vec<String>,
    server: ServerHandle,
}

/// Starts the registries on a free port of loopback. Has to be called inside a tokio runtime.
pub fn start() -> io::Result<Bundled> {
    let records = web::Data::new(Records::embedded().map_err(io::Error::other)?);
    let orcid_ids = records.people().map(ToOwned::to_owned).collect();
    let app = move || {
        App::new()
            .app_data(records.clone())
            .default_service(web::to(serve))
    };
    let server = HttpServer::new(app)
        .workers(1)
        .disable_signals()
        .bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = server.addrs().first().copied();
    let address = address.ok_or_else(|| io::Error::other("the bundled registries listen nowhere"))?;
    let base = |path: &str| Url::parse(&format!("http://{address}/{path}")).map_err(io::Error::other);
    let (orcid_base_url, crossref_base_url, datacite_base_url) =
        (base("orcid/v3.0")?, base("crossref")?, base("datacite")?);
    let (openalex_base_url, doi_base_url) = (base("openalex")?, base("doi")?);
    let running = server.run();
    let server = running.handle();
    tokio::spawn(running);
    Ok(Bundled {
        orcid_base_url,
        crossref_base_url,
        datacite_base_url,
        openalex_base_url,
        doi_base_url,
        orcid_ids,
        server,
    })
}

impl Bundled {
    /// Ends them; requests under way are answered first.
    pub async fn stop(self) {
        self.server.stop(true).await;
    }
}

impl Drop for Bundled {
    fn drop(&mut self) {
        // The word to stop is sent by the call; the future would only wait for the end.
        drop(self.server.stop(false));
    }
}

async fn serve(request: HttpRequest, records: web::Data<Records>) -> HttpResponse {
    let text = |name: header::HeaderName| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let question = Question {
        path: request.uri().path(),
        accept: text(header::ACCEPT),
        host: text(header::HOST),
    };
    let Answer {
        status,
        content_type,
        location,
        body,
    } = question.answer(&records);
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, content_type));
    if let Some(location) = location {
        response.insert_header((header::LOCATION, location));
    }
    response.body(body)
}

#[cfg(test)]
mod tests;
