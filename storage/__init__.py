"""What is known: releases, their versions and addresses, runs, refusals."""
