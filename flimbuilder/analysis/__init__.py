"""Looking at a model: measures of saliency and masks, delineation."""
