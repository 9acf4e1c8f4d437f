# One image for server, recorder and archivist; docker-compose.yml says which one a container runs.
FROM node:24-bookworm-slim

ENV XDG_CACHE_HOME=/opt/tongting/cache
WORKDIR /opt/tongting/app

# The set-up needs these before the sources, so that a changed source does not install everything again.
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
COPY prisma ./prisma
RUN node -e "import('./scripts/setup/setUp.mjs').then(({ setUp }) => setUp({ withBrowserClient: false }))" \
  && rm -rf /var/lib/apt/lists/*

COPY . .
RUN node scripts/setup.mjs \
  && mkdir -p /var/lib/tongting-data \
  && chown -R node:node /opt/tongting /var/lib/tongting-data

USER node
VOLUME /var/lib/tongting-data
ENV TONGTING_DATA=/var/lib/tongting-data
CMD ["node", "scripts/program.mjs", "sfu-server/main.ts"]
