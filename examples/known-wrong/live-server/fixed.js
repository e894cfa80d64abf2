import liveServer from 'live-server';

liveServer.start({ host: '127.0.0.1', port: process.env.PORT, open: false, logLevel: 0 });
