# Two images. `docker build -t zuvor .` answers requests and has nothing of training in it;
# `docker build -t zuvor-training --target training .` learns and publishes. Both work on the volume /data.

FROM python:3.11-slim-bookworm AS environment
WORKDIR /build
RUN python -m venv /opt/zuvor
COPY pyproject.toml README.md LICENSE ./

FROM environment AS training-parts
COPY requirements.txt ./
RUN /opt/zuvor/bin/python -m pip install --no-cache-dir --only-binary=:all: --require-hashes -r requirements.txt
COPY features features
COPY service service
COPY training training
RUN /opt/zuvor/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/zuvor/bin/python -m pip uninstall --yes editables hatchling trove-classifiers setuptools pip

FROM environment AS service-parts
COPY requirements-service.txt ./
RUN /opt/zuvor/bin/python -m pip install --no-cache-dir --only-binary=:all: --require-hashes -r requirements-service.txt
COPY features features
COPY service service
RUN /opt/zuvor/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/zuvor/bin/python -m pip uninstall --yes editables hatchling trove-classifiers setuptools pip

FROM python:3.11-slim-bookworm AS base
RUN groupadd --gid 10001 zuvor \
 && useradd --uid 10001 --gid zuvor --no-create-home --no-log-init --shell /usr/sbin/nologin zuvor \
 && install --directory --owner=zuvor --group=zuvor /data
ENV PATH=/opt/zuvor/bin:$PATH \
    ZUVOR_STORE=sqlite:////data/zuvor.db \
    ZUVOR_ARTIFACTS=/data/artifacts
WORKDIR /data
VOLUME /data
USER 10001
ENTRYPOINT ["zuvor"]

FROM base AS training
COPY --from=training-parts /opt/zuvor /opt/zuvor
CMD ["train"]

# Reached through the network it needs keys and a decision about consent; without them it refuses and says how.
FROM base AS service
COPY --from=service-parts /opt/zuvor /opt/zuvor
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
