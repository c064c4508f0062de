"""The face of Rasd: commands, configuration, crawls, the demo site."""
