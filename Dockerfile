# One image for every part of Airflow. Both stages hold the same paths, so that the virtual
# environment built in the first runs in the second.
FROM python:3.11.16-slim-bookworm AS build
ARG PIP_INDEX_URL
ARG ZHIBEN_LINKAGE=duckdb
ENV PATH=/opt/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/zhiben
RUN python -m venv /opt/venv
# Wheels only: nothing of the lock may run its own build script here. pip byte-compiles them.
COPY requirements.txt ./
RUN pip install --require-hashes --only-binary :all: -r requirements.txt
# pyspark comes as source alone.
COPY requirements-spark.txt ./
RUN if [ "$ZHIBEN_LINKAGE" = spark ]; then pip install --require-hashes -r requirements-spark.txt; fi
COPY pyproject.toml README.md LICENSE ./
COPY plugins/ plugins/
# Editable, because the package finds the SQL it belongs to beside it, as in a checkout; the build
# tool comes from the lock, so isolation would only fetch an unlocked one.
RUN pip install --no-deps --no-build-isolation --editable .

FROM python:3.11.16-slim-bookworm
ARG ZHIBEN_LINKAGE=duckdb
ENV PATH=/opt/venv/bin:$PATH AIRFLOW_HOME=/opt/airflow
WORKDIR /opt/zhiben
RUN if [ "$ZHIBEN_LINKAGE" = spark ]; then apt-get update \
    && apt-get install --yes --no-install-recommends openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/*; fi
# A fresh named volume takes the owner of the folder it covers.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /opt/airflow zhiben \
    && install --directory --owner=zhiben --group=zhiben \
        /opt/airflow /opt/airflow/logs /opt/zhiben/inbox \
        /opt/zhiben/var /opt/zhiben/var/archive /opt/zhiben/var/reports
COPY --from=build /opt/venv/ /opt/venv/
COPY plugins/ plugins/
COPY dags/ dags/
COPY include/ include/
# The running user cannot write here, so what is not compiled now never will be.
RUN python -m compileall -q plugins dags
USER 10001:10001
CMD ["airflow", "version"]
