# Handrail in a container: `docker build -t handrail .`, or `docker compose up` (compose.yml).
#
# Debian's stable SQLite is 3.46, and versions before 3.51.3 can lose pages of a write-ahead log.
# So the first stage compiles Debian's own newer source package; the last stage refuses to be built
# on anything older. Base images are named by tag: pin them by digest in your own builds.

FROM python:3.11-slim-trixie AS sqlite
WORKDIR /build
# The image's own package source, asked for source code and for the next Debian release.
RUN sed -e 's/^Types:.*/Types: deb-src/' -e 's/^Suites:.*/Suites: forky/' \
      /etc/apt/sources.list.d/debian.sources > /etc/apt/sources.list.d/forky.sources \
 && apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends dpkg-dev gcc libc6-dev make \
 && apt-get source -qq --only-source sqlite3/forky \
 && cd sqlite3-*/ \
 && ./configure --soname=legacy --disable-tcl --disable-static --column-metadata --fts5 \
 && make -j"$(nproc)" libsqlite3.so \
 && cp libsqlite3.so /build/libsqlite3.so.0

FROM python:3.11-slim-trixie AS packages
WORKDIR /src
RUN python -m venv /opt/handrail
COPY requirements.lock requirements-build.lock ./
RUN /opt/handrail/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY sandbox sandbox
COPY store store
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/handrail/bin/pip install --no-deps --no-index /wheels/*.whl

FROM python:3.11-slim-trixie
COPY --from=sqlite /build/libsqlite3.so.0 /usr/local/lib/libsqlite3.so.0
RUN ldconfig \
 && python -c 'import sqlite3; assert sqlite3.sqlite_version_info >= (3, 51, 3), sqlite3.sqlite_version' \
 && useradd --system --uid 10001 --home-dir /var/lib/handrail --shell /usr/sbin/nologin handrail \
 && install -d -o handrail -g handrail -m 0700 /var/lib/handrail
COPY --from=packages /opt/handrail /opt/handrail
ENV PATH=/opt/handrail/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HANDRAIL_HOST=0.0.0.0 \
    HANDRAIL_PORT=8080 \
    HANDRAIL_CONFIG=/etc/handrail/handrail.yaml \
    HANDRAIL_DATABASE_URL=sqlite:////var/lib/handrail/handrail.db
USER handrail
WORKDIR /var/lib/handrail
VOLUME /var/lib/handrail
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['HANDRAIL_PORT']}/healthz\", timeout=2)"]
ENTRYPOINT ["handrail"]
CMD ["serve"]
