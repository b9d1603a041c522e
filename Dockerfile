# Built from the lock files only; the same packages as `make demo`, without the embedded database.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/controlroom && python -m venv /opt/build
COPY requirements/server.txt requirements/
RUN /opt/controlroom/bin/pip install --require-hashes --no-deps -r requirements/server.txt
COPY requirements/build.txt requirements/
RUN /opt/build/bin/pip install --require-hashes --no-deps -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY static static
COPY controlroom controlroom
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/controlroom/bin/pip install --no-deps /dist/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin controlroom
COPY --from=build /opt/controlroom /opt/controlroom
ENV PATH=/opt/controlroom/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CONTROLROOM_HOST=0.0.0.0 CONTROLROOM_PORT=8080
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"CONTROLROOM_PORT\"]}/health/ready', timeout=4)"]
ENTRYPOINT ["controlroom"]
CMD ["serve"]
